import type { ProblemTable } from "./table.ts";

/** What a run can come to. */
export const verdicts = {
  tests_failed: { status: 422, title: "Tests failed", remedy: "Look at the failing tests.", retry: false },
  exit_code: {
    status: 422,
    title: "The suite ended with a non-zero exit code",
    remedy: "Look at the end of the log.",
    retry: false,
  },
  timed_out: {
    status: 422,
    title: "The run took longer than its limit",
    remedy: "Raise `limits.timeoutMs` of the suite, or find what hangs at the end of the log.",
    retry: false,
  },
  out_of_memory: {
    status: 422,
    title: "The sandbox ran out of memory",
    remedy: "Raise `limits.memoryBytes` of the suite, or use less: fewer parallel workers, for instance.",
    retry: false,
  },
  process_limit: {
    status: 422,
    title: "The sandbox started too many processes",
    remedy: "Raise `limits.processes` of the suite, or find what forks without end.",
    retry: false,
  },
  sandbox_disk_full: {
    status: 422,
    title: "The sandbox used more disk than its limit",
    remedy: "Raise `limits.diskBytes` of the suite, or write less.",
    retry: false,
  },
  too_many_files: {
    status: 422,
    title: "The sandbox made too many files",
    remedy: "Write fewer files, or delete what is not to be kept before the suite ends.",
    retry: false,
  },
  cancelled: { status: 422, title: "The run was cancelled", remedy: "Trigger it again if you need it.", retry: false },
  image_not_found: {
    status: 422,
    title: "The image does not exist",
    remedy: "Check the image's name and tag, and that the engine may pull it.",
    retry: false,
  },
  image_pull_failed: {
    status: 422,
    title: "The image cannot be pulled",
    remedy: "Check the engine's network and its access to the registry.",
    retry: true,
  },
  image_build_failed: {
    status: 422,
    title: "The suite's Dockerfile cannot be built",
    remedy: "Build it by hand with `docker build` and mend what it says.",
    retry: false,
  },
  suite_needs_image: {
    status: 422,
    title: "The suite has no image",
    remedy:
      "Name an image in the suite or put a Dockerfile into its directory. In local mode EXECUTOR_URL=process: runs the directory without a container.",
    retry: false,
  },
  suite_needs_directory: {
    status: 422,
    title: "The suite has no directory",
    remedy:
      "This center runs suites as plain processes and cannot run an image. Start a Docker engine, or give the suite a directory.",
    retry: false,
  },
  image_not_allowed: {
    status: 422,
    title: "The organization does not allow this image",
    remedy: "Use an image that the sandbox policy allows, or ask an admin to change it (PATCH /api/v1/sandbox-policy).",
    retry: false,
  },
  registry_refused: {
    status: 422,
    title: "The registry does not take the credentials",
    remedy: "Change the registry's username and password in the sandbox policy.",
    retry: false,
  },
  runtime_not_available: {
    status: 422,
    title: "The engine has not got the runtime that the organization asks for",
    remedy: "Add it to the worker's engine (`runtimes` in its daemon.json), or change `runtime` of the sandbox policy.",
    retry: false,
  },
  isolation_not_available: {
    status: 422,
    title: "This worker cannot isolate the suite as is asked for",
    remedy:
      "Run it on a worker with a Docker engine, or ask for less: the suite's `limits.network`, the policy's `runtime`.",
    retry: false,
  },
  allowed_host_unusable: {
    status: 422,
    title: "A host of the suite's allow-list cannot be reached",
    remedy:
      "Mend `limits.allowedHosts` of the suite: names need an IPv4 address, and hosts of the engine are never reached.",
    retry: false,
  },
  entrypoint_missing: {
    status: 422,
    title: "The entrypoint is missing",
    remedy: "Put an `entrypoint.sh` into the image's working directory (`/app`), or give the suite a command.",
    retry: false,
  },
  entrypoint_crlf: {
    status: 422,
    title: "The entrypoint has Windows line ends",
    remedy:
      "Save `entrypoint.sh` with LF line ends (`dos2unix entrypoint.sh`; `*.sh text eol=lf` in .gitattributes keeps it so).",
    retry: false,
  },
  program_missing: {
    status: 422,
    title: "The suite calls a program that is not there",
    remedy: "Install it in the image; the end of the log names it.",
    retry: false,
  },
  program_not_executable: {
    status: 422,
    title: "The suite calls a file that cannot be executed",
    remedy: "Give it its run bit and a valid first line; the end of the log names it.",
    retry: false,
  },
  command_not_found: {
    status: 422,
    title: "The suite's command is not in the image",
    remedy: "Check the first word of the suite's command, and that the image has it on its PATH.",
    retry: false,
  },
  command_not_executable: {
    status: 422,
    title: "The suite's command cannot be executed",
    remedy: "Give the file its run bit (`chmod +x`) and a valid first line, or start it through its interpreter.",
    retry: false,
  },
  working_directory_missing: {
    status: 422,
    title: "The working directory is not in the image",
    remedy: "Set the suite's `workingDirectory` to a directory that the image has.",
    retry: false,
  },
  engine_unavailable: {
    status: 503,
    title: "The container engine does not answer",
    remedy: "Start Docker, or point DOCKER_HOST at an engine that runs.",
    retry: true,
  },
  engine_failed: {
    status: 500,
    title: "The container engine failed",
    remedy: "Look at the engine's own log; the center tries again by itself.",
    retry: true,
  },
  cluster_unavailable: {
    status: 503,
    title: "The Kubernetes cluster does not answer",
    remedy: "Check that its API server runs and that the worker reaches it; the center tries again by itself.",
    retry: true,
  },
  cluster_refused: {
    status: 500,
    title: "The Kubernetes cluster does not let the worker run sandboxes",
    remedy: "Run `aac doctor` where the worker runs: it names the permission or policy that the namespace has to have.",
    retry: false,
  },
  no_capacity: {
    status: 503,
    title: "The Kubernetes cluster has no room for the sandbox",
    remedy: "Add nodes, raise the namespace's quota, or lower `limits.cpus` and `limits.memoryBytes` of the suite.",
    retry: true,
  },
  sandbox_network_failed: {
    status: 500,
    title: "The sandbox's network could not be made",
    remedy:
      "Run `aac doctor` where the worker runs, and look at the engine's own log. SANDBOX_NETWORK=open does without a guard.",
    retry: true,
  },
  sandbox_failed: {
    status: 500,
    title: "The sandbox could not be started",
    remedy: "Look at the worker's log; the center tries again by itself.",
    retry: true,
  },
  worker_lost: {
    status: 500,
    title: "The worker was lost",
    remedy: "Nothing to do: the job is tried again where the suite allows it.",
    retry: true,
  },
  storage_failed: {
    status: 500,
    title: "The center could not store what the run produced",
    remedy: "Free space on the disk of the data folder.",
    retry: true,
  },
} as const satisfies ProblemTable;
