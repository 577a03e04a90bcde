import type { Rule } from "./rule.ts";

/** The suite is as it was; what it runs in is not. */
export const surroundingRules: readonly Rule[] = [
  {
    category: "environment",
    patterns: [
      /(?:environment|env)(?:ironment)? ?var(?:iable)?s? [`'"]?\$?([A-Z][A-Z0-9_]+)?[`'"]? ?(?:is|are|was|must be)? ?(?:not |un)?(?:set|defined|missing|required|empty)/i,
      /(?:missing|required|undefined|unset) (?:required )?(?:environment|env)(?:ironment)? ?var(?:iable)?s?:? ?[`'"]?([A-Z][A-Z0-9_]+)?/i,
      /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b(?: environment variable)?:? (?:is |was |must be |has to be )?(?:not set|unset|undefined|missing|required|empty|unbound variable|parameter not set|parameter null or not set)/,
      /KeyError: '([A-Z][A-Z0-9_]+)'/,
      /(?:^|: )([A-Z][A-Z0-9_]*): (?:unbound variable|parameter not set|parameter null or not set)/,
      /Unsupported engine|EBADENGINE|requires? (?:node|python|java|go)(?:\.js)? ?(?:version )?[>=^~v\d]|UnsupportedClassVersionError|requires a different Python|requires go ?[>=]*\s?[\d.]+/i,
      /unsupported locale|locale::facet|cannot change locale|unknown time ?zone|No time zone found|Invalid time zone/i,
    ],
    confidence: 0.93,
    cause: "The suite is not given what it expects of its environment: $1.",
    remedy: "Set the variable in the suite or its environment, or use the image and version the suite was made for.",
  },
  {
    category: "entrypoint",
    patterns: [
      /entrypoint\.sh: (?:not found|No such file|Permission denied)|can't open '?(?:\/app\/)?entrypoint\.sh/i,
      /exec (?:\/usr\/bin\/)?\S*: exec format error|bad interpreter|\/bin\/sh\^M|\$'\\r': command not found/i,
    ],
    confidence: 0.93,
    cause: "The suite's entrypoint cannot be run.",
    remedy: "The suite needs an entrypoint.sh in its working directory, with Unix line ends, or a command of its own.",
    reasons: [
      "entrypoint_missing",
      "entrypoint_crlf",
      "working_directory_missing",
      "suite_needs_image",
      "suite_needs_directory",
      "directory_not_found",
    ],
  },
];
