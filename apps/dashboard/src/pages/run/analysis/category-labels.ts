import type { CauseCategory } from "@aac/contract";

/** What people call the kinds of causes. */
export const categoryLabels: Record<CauseCategory, string> = {
  assertion: "Assertion",
  snapshot: "Snapshot",
  selector: "Selector or wait",
  timeout: "Timeout",
  connection: "Connection",
  dns: "Name resolution",
  tls: "TLS",
  authentication: "Authentication",
  missing_module: "Missing module",
  missing_browser: "Missing browser",
  missing_program: "Missing program",
  missing_file: "Missing file",
  syntax: "Syntax",
  out_of_memory: "Out of memory",
  disk: "Disk",
  permission: "Permission",
  port_in_use: "Port in use",
  environment: "Environment",
  entrypoint: "Entrypoint",
  crash: "Crash",
  infrastructure: "Infrastructure",
  unknown: "Unknown cause",
};
