import { existsSync } from "node:fs";
import { type AuditCenter, type OrganizationRecord, Problem, verifyAudit } from "@aac/core";
import pino from "pino";
import { type Flags, readConfig } from "./config.ts";
import { openStore } from "./parts/open-store.ts";
import { openVault } from "./parts/open-vault.ts";

const atOnce = 50_000;

/**
 * Checks the audit log of every organization in the store itself, whether a center runs or not. Answers 0 when all are
 * whole, else 1. Throws a Problem.
 */
export async function verifyAudits(flags: Flags, say: (text: string) => void): Promise<number> {
  const config = readConfig("up", flags);
  if (config.mongoUri === null && !existsSync(config.dataDir))
    throw new Problem("data_folder_unusable", `There is no data folder "${config.dataDir}".`);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const store = await openStore(config, pino({ level: "silent" }));
  try {
    const { vault } = await openVault(config);
    const center = { store, vault, clock: createSystemClock() };
    let broken = 0;
    for (const organization of await store.system.organizations.find({ where: {} })) {
      if (!(await tell(center, organization, say))) broken++;
    }
    return broken === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

async function tell(
  center: AuditCenter,
  { id, slug }: OrganizationRecord,
  say: (text: string) => void,
): Promise<boolean> {
  let checked = 0;
  for (let after: number | undefined; ;) {
    const part = await verifyAudit(center, id, { after, limit: atOnce });
    checked += part.checked;
    if (part.broken) {
      say(`${slug}: BROKEN at entry ${part.broken.sequence}. ${part.broken.detail}`);
      return false;
    }
    if (part.next === null) {
      const { sequence, hash } = part.head;
      const cut = part.cutTo > 0 ? `; up to ${part.cutTo} they were deleted by the retention` : "";
      say(`${slug}: whole, ${checked} entries${cut}. Head: ${sequence}:${hash}`);
      return true;
    }
    after = part.next;
  }
}
