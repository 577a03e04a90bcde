import { existsSync } from "node:fs";
import {
  type AuditCenter,
  type Center,
  centerCaller,
  changedFields,
  type OrganizationRecord,
  Problem,
  type Quotas,
  readUsage,
  recountUsage,
  type Store,
  withAudit,
} from "@aac/core";
import pino from "pino";
import { type Flags, readConfig } from "./config.ts";
import { openStore } from "./parts/open-store.ts";
import { openVault } from "./parts/open-vault.ts";

/** A number, `none` (whatever the center has for all), or `default` (what the center has for all). */
export type QuotaValue = number | "none" | "default";

export type QuotaCommand =
  | { verb: "show"; organization?: string }
  | { verb: "recount"; organization?: string }
  | {
      verb: "set";
      organization: string;
      runsPerMonth?: QuotaValue;
      storageGb?: QuotaValue;
      people?: QuotaValue;
      concurrentJobs?: QuotaValue;
    };

/**
 * What the center's operator does about quotas, on the store itself: no organization sets its own. What is set holds from
 * the next run, file or person on, in every process, and stands in the organization's audit log. Throws Problem
 * `master_key_missing` where that cannot be written.
 */
export async function quota(flags: Flags, command: QuotaCommand, say: (text: string) => void): Promise<number> {
  const config = readConfig("up", flags);
  if (config.mongoUri === null && !existsSync(config.dataDir)) {
    throw new Problem("data_folder_unusable", `There is no center in "${config.dataDir}".`);
  }
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const clock = createSystemClock();
  const log = pino({ level: "silent" });
  const store = await openStore(config, log);
  try {
    const found = await find(store, command.organization);
    const center = { store, clock, quotas: config.quotas } as Center;
    for (const organization of found) {
      if (command.verb === "set") {
        const { vault } = await openVault(config, { store, ids: createIds(clock), clock });
        await set({ store, vault, clock, log }, organization, command);
      }
      if (command.verb === "recount") await recountUsage(center, organization.id);
      for (const line of await describe(center, organization)) say(line);
    }
    return 0;
  } finally {
    await store.close();
  }
}

async function find({ system }: Store, slug: string | undefined): Promise<OrganizationRecord[]> {
  const all = await system.organizations.find({ where: slug === undefined ? {} : { slug } });
  if (all.length > 0) return all;
  const known = (await system.organizations.find({ where: {}, limit: 20 })).map((one) => one.slug).join(", ");
  throw new Problem("organization_not_found", `There is no organization "${slug}". There is: ${known || "none"}.`);
}

async function set(
  center: AuditCenter & Pick<Center, "log">,
  { id, slug, quotas: before = {}, maxConcurrentJobs }: OrganizationRecord,
  { runsPerMonth, storageGb, people, concurrentJobs }: Extract<QuotaCommand, { verb: "set" }>,
): Promise<void> {
  const quotas: Partial<Quotas> = { ...before };
  const put = (kind: keyof Quotas, value: QuotaValue | undefined, unit = 1) => {
    if (value === "default") delete quotas[kind];
    else if (value !== undefined) quotas[kind] = value === "none" ? null : value * unit;
  };
  put("runsPerMonth", runsPerMonth);
  put("storageBytes", storageGb, 1024 ** 3);
  put("people", people);
  const jobs =
    concurrentJobs === undefined
      ? {}
      : { maxConcurrentJobs: typeof concurrentJobs === "number" ? concurrentJobs : null };
  const draft = {
    actor: centerCaller(id, "aac quota").actor,
    action: "quota.change" as const,
    target: { kind: "organization" as const, id, name: slug },
    origin: null,
  };
  await withAudit(center, id, draft, async (note) => {
    await center.store.system.organizations.update(id, {}, { quotas, ...jobs });
    note(changedFields({ ...before, maxConcurrentJobs }, { ...quotas, maxConcurrentJobs, ...jobs }));
  });
}

async function describe(center: Center, { id, slug }: OrganizationRecord): Promise<string[]> {
  const { concurrentJobs, runsPerMonth, storageBytes, people, period } = await readUsage(center, id);
  const gb = (bytes: number) => (bytes / 1024 ** 3).toFixed(2);
  const line = (what: string, used: string | number, limit: string | number | null) =>
    `  ${what.padEnd(18)} ${used} of ${limit ?? "any number"}`;
  return [
    slug,
    line("jobs at once", concurrentJobs.used, concurrentJobs.limit),
    line(`runs in ${period}`, runsPerMonth.used, runsPerMonth.limit),
    line("storage in GiB", gb(storageBytes.used), storageBytes.limit === null ? null : gb(storageBytes.limit)),
    line("people", people.used, people.limit),
  ];
}
