/**
 * Everything that can go wrong and that we know by name: for programs the code, for people a title and a remedy.
 * `status` is what the API answers; `retry` says that it was our failure and another attempt may succeed.
 */
export const problems = {
  // What a caller asked for
  invalid_request: {
    status: 400,
    title: "The request is not valid",
    remedy: "Mend the fields named in `errors` and send it again.",
    retry: false,
  },
  malformed_json: {
    status: 400,
    title: "The body is not JSON",
    remedy: "Send well-formed JSON with `content-type: application/json`.",
    retry: false,
  },
  request_too_slow: {
    status: 408,
    title: "The request took too long to come",
    remedy: "Send it again, over a connection that is not held up.",
    retry: false,
  },
  invalid_cursor: {
    status: 400,
    title: "The cursor is not one of ours",
    remedy: "Use `nextCursor` of the page before as it is, or leave `cursor` out to start at the beginning.",
    retry: false,
  },
  unauthenticated: {
    status: 401,
    title: "Nobody is signed in",
    remedy: "Send an API key as `Authorization: Bearer …` or `X-API-Key`, or sign in.",
    retry: false,
  },
  invalid_sign_in: {
    status: 401,
    title: "This sign-in is not valid",
    remedy: "Sign-in links work once and for a short time. Restart the center for a new link.",
    retry: false,
  },
  invalid_credentials: {
    status: 401,
    title: "The address or the password is wrong",
    remedy: "Mend them, or ask for a mail to set a new password.",
    retry: false,
  },
  invalid_code: {
    status: 401,
    title: "The code is wrong",
    remedy: "Give the code that your authenticator shows now, or a backup code.",
    retry: false,
  },
  sign_in_over: {
    status: 401,
    title: "This sign-in is over",
    remedy: "Sign in with your password again.",
    retry: false,
  },
  email_not_verified: {
    status: 403,
    title: "The address is not confirmed",
    remedy: "Follow the link in the mail that was sent to it, or ask for another.",
    retry: false,
  },
  wrong_password: {
    status: 403,
    title: "The password is wrong",
    remedy: "Give your current password, or ask for a mail to set a new one.",
    retry: false,
  },
  sign_up_closed: {
    status: 403,
    title: "Nobody can sign up here without an invitation",
    remedy: "Ask an admin of an organization to invite you. SIGN_UP=open opens a center to everybody.",
    retry: false,
  },
  no_organization: {
    status: 403,
    title: "You are in no organization",
    remedy: "Ask an admin of one to invite you.",
    retry: false,
  },
  invalid_link: {
    status: 400,
    title: "The link is not valid any more",
    remedy: "Links of mails work once and for a short time. Ask for a new mail.",
    retry: false,
  },
  weak_password: {
    status: 400,
    title: "The password is guessed easily",
    remedy: "Choose a longer one, such as four words that do not belong together.",
    retry: false,
  },
  no_password: {
    status: 409,
    title: "You have no password",
    remedy: "Set one: ask for a mail to set a new password.",
    retry: false,
  },
  two_factor_on: {
    status: 409,
    title: "Two-factor sign-in is on",
    remedy: "Turn it off first, with your password.",
    retry: false,
  },
  two_factor_off: {
    status: 409,
    title: "Two-factor sign-in is off",
    remedy: "Turn it on first.",
    retry: false,
  },
  session_not_found: {
    status: 404,
    title: "There is no such session",
    remedy: "List your sessions with GET /api/v1/account/sessions.",
    retry: false,
  },
  account_exists: {
    status: 409,
    title: "Somebody with this address is here already",
    remedy: "Sign in with it.",
    retry: false,
  },
  mail_not_set_up: {
    status: 409,
    title: "This center sends no mail",
    remedy: "Set SMTP_URL or SENDGRID_API_KEY, and MAIL_FROM, and start it again.",
    retry: false,
  },
  traces_not_set_up: {
    status: 409,
    title: "Traces are not opened here",
    remedy: "Download it, for `npx playwright show-trace`; who runs the center can set REPORTS_ORIGIN.",
    retry: false,
  },
  person_not_found: {
    status: 404,
    title: "There is no such person",
    remedy: "List the people of the organization with GET /api/v1/people.",
    retry: false,
  },
  organizations_closed: {
    status: 403,
    title: "You may create no organization here",
    remedy: "Ask whoever runs the center; the setting NEW_ORGANIZATIONS says who may.",
    retry: false,
  },
  invitation_not_found: {
    status: 404,
    title: "There is no such invitation",
    remedy: "List the invitations with GET /api/v1/invitations.",
    retry: false,
  },
  invitation_over: {
    status: 409,
    title: "The invitation is not open any more",
    remedy: "Invite the person again.",
    retry: false,
  },
  invitation_exists: {
    status: 409,
    title: "The person is invited already",
    remedy: "Send that invitation again, or revoke it first.",
    retry: false,
  },
  already_member: {
    status: 409,
    title: "The person is in the organization already",
    remedy: "Change their role instead.",
    retry: false,
  },
  invalid_invitation: {
    status: 400,
    title: "The invitation is not valid",
    remedy: "It was accepted, revoked or sent anew, or has expired. Ask who has invited you for another.",
    retry: false,
  },
  invitation_for_another: {
    status: 403,
    title: "The invitation is for another address",
    remedy: "Sign in with the address that was invited, or ask for an invitation to yours.",
    retry: false,
  },
  last_owner: {
    status: 409,
    title: "An organization needs an owner",
    remedy: "Make somebody else an owner first, or delete the organization.",
    retry: false,
  },
  sso_not_found: {
    status: 404,
    title: "There is no single sign-on",
    remedy: "Set it up with PATCH /api/v1/organization/sso, or sign in with a password.",
    retry: false,
  },
  sso_required: {
    status: 403,
    title: "Your organization wants you to sign in by single sign-on",
    remedy: "Sign in with your address, without a password.",
    retry: false,
  },
  sso_failed: {
    status: 401,
    title: "The sign-in at your provider has failed",
    remedy: "Begin it again; if it stays, show `detail` to who looks after the provider.",
    retry: false,
  },
  sso_refused: {
    status: 403,
    title: "Your provider's word is not enough to let you in",
    remedy: "Ask an owner of the organization: the domain, the address or the groups do not fit.",
    retry: false,
  },
  sso_unreachable: {
    status: 502,
    title: "The provider cannot be used",
    remedy: "Check the issuer. Of one that is not public an operator allows the host in SSO_ALLOWED_HOSTS.",
    retry: false,
  },
  domain_not_verified: {
    status: 409,
    title: "The domain is not shown to be yours",
    remedy: "Put the TXT record that the settings name into its DNS, and try again in a while.",
    retry: false,
  },
  domain_taken: {
    status: 409,
    title: "The domain is another organization's",
    remedy: "Remove it there first.",
    retry: false,
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    remedy: "Use a key with the scope that this needs, or ask an admin of the organization.",
    retry: false,
  },
  cross_site_request: {
    status: 403,
    title: "The request came from another site",
    remedy: "Call the API with an API key; the browser session works only from the dashboard itself.",
    retry: false,
  },
  route_not_found: {
    status: 404,
    title: "There is no such route",
    remedy: "See the API reference at /api/docs.",
    retry: false,
  },
  project_not_found: {
    status: 404,
    title: "There is no such project",
    remedy: "List the projects with GET /api/v1/projects, or create it.",
    retry: false,
  },
  suite_not_found: {
    status: 404,
    title: "There is no such suite",
    remedy: "List the suites of the project, or create it.",
    retry: false,
  },
  environment_not_found: {
    status: 404,
    title: "There is no such environment",
    remedy: "List the environments of the project, or create it.",
    retry: false,
  },
  run_not_found: {
    status: 404,
    title: "There is no such run",
    remedy: "List the runs with GET /api/v1/runs.",
    retry: false,
  },
  schedule_not_found: {
    status: 404,
    title: "There is no such schedule",
    remedy: "List the schedules of the project, or create it.",
    retry: false,
  },
  channel_not_found: {
    status: 404,
    title: "There is no such channel",
    remedy: "List the channels with GET /api/v1/channels, or create it.",
    retry: false,
  },
  rule_not_found: {
    status: 404,
    title: "There is no such rule of notices",
    remedy: "List the rules with GET /api/v1/notice-rules.",
    retry: false,
  },
  subscription_not_found: {
    status: 404,
    title: "There is no such subscription",
    remedy: "List the subscriptions with GET /api/v1/subscriptions.",
    retry: false,
  },
  subscription_of_another: {
    status: 403,
    title: "The subscription is not yours",
    remedy: "Subscribe your own address, or ask an admin of the organization.",
    retry: false,
  },
  delivery_not_found: {
    status: 404,
    title: "There is no such delivery",
    remedy: "List the deliveries with GET /api/v1/deliveries; they are kept for 30 days.",
    retry: false,
  },
  mail_not_found: {
    status: 404,
    title: "There is no such mail in the outbox",
    remedy: "List the mails with GET /api/v1/outbox; they are kept for 30 days.",
    retry: false,
  },
  delivery_is_due: {
    status: 409,
    title: "The delivery is under way",
    remedy: "Wait until it is delivered or given up: `nextTryAt` says when it is tried next.",
    retry: false,
  },
  channel_has_no_secret: {
    status: 409,
    title: "The channel has no secret",
    remedy: "Only webhooks are signed. Of other kinds change the `url`.",
    retry: false,
  },
  analysis_not_found: {
    status: 404,
    title: "There is no such analysis",
    remedy: "Only runs that failed are analysed, and only where the organization wants it.",
    retry: false,
  },
  api_key_not_found: {
    status: 404,
    title: "There is no such API key",
    remedy:
      "List your own keys with GET /api/v1/account/api-keys, those of the organization with GET /api/v1/api-keys.",
    retry: false,
  },
  organization_not_found: {
    status: 404,
    title: "There is no such organization",
    remedy:
      "List those that you are in with GET /api/v1/organizations; on the center's host `aac quota show` lists all.",
    retry: false,
  },
  service_account_not_found: {
    status: 404,
    title: "There is no such service account",
    remedy: "List them with GET /api/v1/service-accounts, or create it.",
    retry: false,
  },
  job_not_found: {
    status: 404,
    title: "There is no such job",
    remedy:
      "A run token is for the job that it was given to (`TASK_ID`); the jobs of a run stand in GET /api/v1/runs/:run.",
    retry: false,
  },
  attempt_is_over: {
    status: 409,
    title: "No attempt of the job is running",
    remedy: "Live results are taken while the suite runs; what it leaves as reports is collected at its end.",
    retry: false,
  },
  quota_exceeded: {
    status: 429,
    title: "A quota of the organization is used up",
    remedy: "See GET /api/v1/usage for what is used and when it is free again; the center's operator sets quotas.",
    retry: false,
  },
  artifact_not_found: {
    status: 404,
    title: "There is no such artifact",
    remedy: "List the artifacts of the run and use their `url`.",
    retry: false,
  },
  range_not_satisfiable: {
    status: 416,
    title: "The range lies outside the artifact",
    remedy: "Ask for a range within the artifact's size.",
    retry: false,
  },
  slug_taken: {
    status: 409,
    title: "The slug is taken",
    remedy: "Choose another slug, or change what has it.",
    retry: false,
  },
  run_is_final: {
    status: 409,
    title: "The run has ended",
    remedy: "Only a run that is queued or running can be cancelled. Trigger it again if you need it anew.",
    retry: false,
  },
  run_is_not_final: {
    status: 409,
    title: "Runs are still going on",
    remedy: "Cancel them, or wait until they end.",
    retry: false,
  },
  run_not_analysable: {
    status: 409,
    title: "The run cannot be analysed",
    remedy: "Wait for the end of a failed run, and see that analysis is not turned off.",
    retry: false,
  },
  run_not_repeatable: {
    status: 409,
    title: "The run cannot be repeated from here",
    remedy: "Its results were uploaded: run it where it ran, and upload again.",
    retry: false,
  },
  idempotency_mismatch: {
    status: 422,
    title: "The idempotency key was used for another request",
    remedy: "Use a new key for a new request.",
    retry: false,
  },
  body_too_large: {
    status: 413,
    title: "The body is too large",
    remedy: "Send less at once; the limit stands in `detail`.",
    retry: false,
  },
  unsupported_media_type: {
    status: 415,
    title: "This content type is not understood",
    remedy: "Send JSON, or multipart/form-data where files are uploaded.",
    retry: false,
  },
  directory_not_allowed: {
    status: 422,
    title: "Directories of the server's host are for local mode only",
    remedy: "Build an image of the suite and name that.",
    retry: false,
  },
  directory_not_found: {
    status: 422,
    title: "The suite's directory is not there",
    remedy: "Give the absolute path of a directory on the server's own host.",
    retry: false,
  },
  no_reports: {
    status: 422,
    title: "No test results were found in the upload",
    remedy: "Upload JUnit XML, CTRF, Playwright JSON, TAP or `go test -json` files in the form field `files`.",
    retry: false,
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    remedy: "Wait as long as `retry-after` says.",
    retry: false,
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    remedy: "Try again; if it stays, look for the request's id in the server's log.",
    retry: true,
  },
  unavailable: {
    status: 503,
    title: "The center cannot serve right now",
    remedy: "Try again in a moment; GET /health/ready tells what is missing.",
    retry: true,
  },

  // What a run can come to
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

  master_key_missing: {
    status: 503,
    title: "A master key is missing",
    remedy: "Give every process the key in ENCRYPTION_KEY or ENCRYPTION_KEYS_OLD: `aac keys` lists which are needed.",
    retry: true,
  },
  master_key_present: {
    status: 409,
    title: "The master key is not lost",
    remedy: "Rotate instead, and take the key out of ENCRYPTION_KEYS_OLD when `aac keys` shows that nothing needs it.",
    retry: false,
  },
  secret_unreadable: {
    status: 500,
    title: "A secret cannot be opened",
    remedy: "Set it anew: it was changed in the store, or belongs elsewhere.",
    retry: false,
  },

  // What keeps a process from starting
  analyst_failed: {
    status: 503,
    title: "The model that explains failures did not answer",
    remedy: "It is asked again later; until then the rules' finding stands.",
    retry: true,
  },
  analyst_refused: {
    status: 502,
    title: "The model that explains failures gave no answer that can be used",
    remedy: "Check the provider's key, model and quota in the analysis settings.",
    retry: false,
  },
  invalid_configuration: {
    status: 500,
    title: "The configuration is not valid",
    remedy: "Mend the settings named; `aac doctor` shows them all.",
    retry: false,
  },
  port_in_use: {
    status: 500,
    title: "The port is in use",
    remedy: "Stop what uses it, or choose another with --port.",
    retry: false,
  },
  data_folder_unusable: {
    status: 500,
    title: "The data folder cannot be used",
    remedy: "Choose another with --data, or make this one writable.",
    retry: false,
  },
  data_folder_damaged: {
    status: 500,
    title: "The data folder is damaged",
    remedy: "Restore it from a backup, or move it away to start anew.",
    retry: false,
  },
  data_folder_newer: {
    status: 500,
    title: "The data folder was written by a newer version",
    remedy: "Start that version, or choose another folder with --data.",
    retry: false,
  },
  database_unusable: {
    status: 500,
    title: "The database cannot be used",
    remedy: "Check MONGO_URI: the user's name, password and rights, and the name of the database.",
    retry: false,
  },
  database_newer: {
    status: 500,
    title: "The database was written by a newer version",
    remedy: "Start that version, or name another database in MONGO_URI.",
    retry: false,
  },
  no_executor: {
    status: 500,
    title: "Nothing here can run sandboxes",
    remedy: "Start a Docker engine or set DOCKER_HOST. `aac up` runs suites as plain processes without one.",
    retry: false,
  },
  engine_not_confined: {
    status: 500,
    title: "The container engine keeps suites from nothing",
    remedy: "Take `seccomp-profile` out of the engine's settings and `--security-opt` defaults, and start it again.",
    retry: false,
  },
  disk_full: {
    status: 507,
    title: "The disk is full",
    remedy: "Free space on the disk of the data folder; the center goes on by itself.",
    retry: true,
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string; retry: boolean }>;

export type ProblemCode = keyof typeof problems;

/** A failure we know by name. `detail` is one or more whole sentences that say what is wrong here. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  /** Fields of a request that were refused. */
  readonly errors: readonly { path: string; message: string }[] | undefined;
  constructor(
    code: ProblemCode,
    detail: string,
    options: { cause?: unknown; errors?: readonly { path: string; message: string }[] } = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
  }
  get status(): number {
    return problems[this.code].status;
  }
  get title(): string {
    return problems[this.code].title;
  }
  get remedy(): string {
    return problems[this.code].remedy;
  }
  get retry(): boolean {
    return problems[this.code].retry;
  }
}

/** What is not a Problem yet becomes one; the original stays as its cause. */
export function toProblem(error: unknown, code: ProblemCode = "internal"): Problem {
  if (error instanceof Problem) return error;
  return new Problem(code, error instanceof Error ? error.message : String(error), { cause: error });
}
