import { existsSync } from "node:fs";
import { type AuditCenter, type OrganizationRecord, Problem, renewAuditKey, verifyAudit } from "@aac/core";
import pino from "pino";
import { type Flags, readConfig } from "./config.ts";
import { openStore } from "./parts/open-store.ts";
import { openVault } from "./parts/open-vault.ts";

const atOnce = 50_000;

type Say = (text: string) => void;

/**
 * Checks the audit log of every organization in the store itself, whether a center runs or not. Answers 0 when all are
 * whole, else 1. Throws a Problem.
 */
export async function verifyAudits(flags: Flags, say: Say): Promise<number> {
  let broken = 0;
  await ofEach(flags, async (center, organization) => {
    if (!(await tell(center, organization, say))) broken++;
  });
  return broken === 0 ? 0 : 1;
}

/** Gives each log whose key cannot be opened any more another one. Throws a Problem. */
export async function renewAuditKeys(flags: Flags, say: Say): Promise<number> {
  await ofEach(flags, async (center, { id, slug }) => {
    say(`${slug}: ${(await renewAuditKey(center, id)) ? "has another key now" : "its key opens"}.`);
  });
  return 0;
}

async function ofEach(
  flags: Flags,
  work: (center: AuditCenter, organization: OrganizationRecord) => Promise<void>,
): Promise<void> {
  const config = readConfig("keys", flags);
  if (config.mongoUri === null && !existsSync(config.dataDir))
    throw new Problem("data_folder_unusable", `There is no data folder "${config.dataDir}".`);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const clock = createSystemClock();
  const store = await openStore(config, pino({ level: "silent" }));
  try {
    const { vault } = await openVault(config, { store, ids: createIds(clock), clock });
    const center = { store, vault, clock };
    for (const organization of await store.system.organizations.find({ where: {} })) await work(center, organization);
  } finally {
    await store.close();
  }
}

async function tell(center: AuditCenter, { id, slug }: OrganizationRecord, say: Say): Promise<boolean> {
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
      const unsealed =
        part.unsealedTo > 0 ? `; up to ${part.unsealedTo} only by their hashes, for their key was lost` : "";
      say(`${slug}: whole, ${checked} entries${cut}${unsealed}. Head: ${sequence}:${hash}`);
      return true;
    }
    after = part.next;
  }
}
