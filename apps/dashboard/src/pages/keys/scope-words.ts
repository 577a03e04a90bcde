import type { Scope } from "@aac/contract";
import { t } from "@lingui/core/macro";

export const scopeWords: Record<Scope, string> = {
  read: t`Read`,
  run: t`Run`,
  ingest: t`Upload results`,
  admin: t`Administer`,
};
