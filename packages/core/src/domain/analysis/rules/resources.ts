import type { Rule } from "./rule.ts";

export const resourceRules: readonly Rule[] = [
  {
    category: "out_of_memory",
    isLoud: true,
    patterns: [
      /JavaScript heap out of memory|Reached heap limit|Array buffer allocation failed|Invalid array length.*heap/i,
      /\bMemoryError\b|OutOfMemoryError|\bENOMEM\b|Cannot allocate memory|runtime: out of memory|std::bad_alloc|memory allocation of \d+ bytes failed/,
      /Out of memory: Killed process|OOMKilled|oom-kill|container was killed.*memory/i,
      /\bOut of memory\b/i,
    ],
    confidence: 0.95,
    cause: "The suite needed more memory than it may have.",
    remedy: "Raise the suite's memory limit, run fewer workers at a time, or find what keeps growing.",
    limit: "memory",
    reasons: ["out_of_memory"],
  },
  {
    category: "disk",
    isLoud: true,
    patterns: [
      /\bENOSPC\b|No space left on device|\bEDQUOT\b|Disk quota exceeded|not enough space on the disk|database or disk is full/i,
      /File size limit exceeded|File too large|\bEFBIG\b/,
    ],
    confidence: 0.94,
    cause: "The disk of the sandbox was full, or a file grew past its limit.",
    remedy: "Raise the suite's disk limit, or have the tests write less and remove what they leave.",
    signals: ["SIGXFSZ"],
    limit: "disk",
    reasons: ["sandbox_disk_full", "disk_full"],
  },
  {
    category: "port_in_use",
    patterns: [
      /\bEADDRINUSE\b(?:.*?[: ](\d{2,5})\b)?/,
      /address already in use(?:.*?[: ](\d{2,5})\b)?/i,
      /port (\d+) (?:is|was) already (?:in use|allocated|used)|Port already in use:? ?(\d+)?/i,
      /BindException|Only one usage of each socket address/,
    ],
    confidence: 0.95,
    cause: "A port that the tests want to listen on is taken: $1.",
    remedy: "Let the system choose a free port (port 0), or end what still listens on it.",
  },
  {
    category: "infrastructure",
    patterns: [
      /Cannot connect to the Docker daemon|docker: Error response from daemon/,
      /\b(?:EAGAIN|EMFILE|ENFILE)\b|Too many open files|Resource temporarily unavailable|fork: retry|can't start new thread|unable to create (?:new )?native thread/,
      /TooManyRequests|\b429 Too Many Requests|(?:status(?: code)?:?|HTTP) 429\b|rate limit (?:exceeded|reached)/i,
    ],
    confidence: 0.85,
    cause: "What the suite runs on gave it less than it needs: a limit of the system or of a service was reached.",
    remedy: "Raise the limit, or run fewer things at a time; then run again.",
    limit: "processes",
    reasons: [
      "process_limit",
      "worker_lost",
      "engine_unavailable",
      "engine_failed",
      "sandbox_failed",
      "storage_failed",
      "image_pull_failed",
      "image_not_found",
      "image_build_failed",
    ],
  },
];
