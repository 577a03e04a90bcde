import type { CauseCategory } from "@aac/contract";
import { t } from "@lingui/core/macro";

/** What people call the kinds of causes. */
export const categoryLabels: Record<CauseCategory, string> = {
  assertion: t`Assertion`,
  snapshot: t`Snapshot`,
  selector: t`Selector or wait`,
  timeout: t`Timeout`,
  connection: t`Connection`,
  dns: t`Name resolution`,
  tls: "TLS",
  authentication: t`Authentication`,
  missing_module: t`Missing module`,
  missing_browser: t`Missing browser`,
  missing_program: t`Missing program`,
  missing_file: t`Missing file`,
  syntax: t`Syntax`,
  out_of_memory: t`Out of memory`,
  disk: t`Disk`,
  permission: t`Permission`,
  port_in_use: t`Port in use`,
  environment: t`Environment`,
  entrypoint: t`Entrypoint`,
  crash: t`Crash`,
  infrastructure: t`Infrastructure`,
  unknown: t`Unknown cause`,
};
