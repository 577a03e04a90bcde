import type { ProblemTable } from "./table.ts";

/** What keeps a process from starting or from going on. */
export const processes = {
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
} as const satisfies ProblemTable;
