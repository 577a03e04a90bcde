import type { Scope } from "@aac/contract";

export const scopeWords: Record<Scope, string> = {
  read: "Read",
  run: "Run",
  ingest: "Upload results",
  admin: "Administer",
};
