import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Retention, Scope } from "@aac/contract";
import { type Caller, type Center, Problem, centerCaller } from "@aac/core";
import { digestOf, newSecret } from "./producer/auth.ts";
import type { Credentials } from "./producer/credentials.ts";

const manyAtOnce = 1_000;

export interface LocalKey {
  dataDir: string;
  /** The key to use, in place of the one in the data folder. */
  apiKey?: string | null;
}

/**
 * The one organization of a center without people: made at the first start, with an API key that is given, or lies in the
 * data folder, readable by its owner only. Another key than before (a key file that was deleted is made anew) ends the
 * one before, and with it every session.
 */
export async function ensureLocalOrganization(
  center: Center,
  { dataDir, apiKey: given }: LocalKey,
  credentials: Pick<Credentials, "revoke"> | null = null,
): Promise<{ caller: Caller; apiKey: string }> {
  const orgId = await ensureOrganization(center);
  const apiKey = given ?? (await readOrMakeKey(join(dataDir, "api-key")));
  const digest = digestOf(apiKey);
  const { apiKeys, sessions } = center.store.system;
  const caller = centerCaller(orgId, "local key");
  const [known] = await apiKeys.find({ where: { digest }, limit: 1 });
  if (known) return { caller, apiKey };

  const olds = await apiKeys.find({ where: { orgId } });
  if (olds.length > 0) center.log.warn({}, "another API key than before: that one and all sessions end now");
  for (const old of olds) {
    if (old.digest === digest) continue;
    await apiKeys.delete(old.id);
    await credentials?.revoke("key", old.digest);
  }
  for (;;) {
    const some = await sessions.find({ where: { orgId }, limit: manyAtOnce });
    if (some.length === 0) break;
    for (const session of some) {
      await sessions.delete(session.id);
      await credentials?.revoke("session", session.digest);
    }
  }
  const createdAt = center.clock.now();
  await apiKeys.insert({
    id: center.ids(),
    orgId,
    name: caller.actor.name,
    digest,
    scopes: [...Scope.options],
    createdAt,
  });
  return { caller, apiKey };
}

/** The key in the file, made where there is none: of several processes that start at once, all get the same. */
async function readOrMakeKey(file: string): Promise<string> {
  const read = () => readFile(file, "utf8").then((text) => text.trim());
  try {
    const existing = await read().catch(() => "");
    if (existing !== "") return existing;
    await rm(file, { force: true });
    await writeFile(file, `${newSecret("aac_")}\n`, { mode: 0o600, flag: "wx" });
    return await read();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return readOrMakeKey(file);
    throw new Problem("data_folder_unusable", `"${file}" cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

async function ensureOrganization(center: Center): Promise<string> {
  const { organizations } = center.store.system;
  for (;;) {
    const [organization] = await organizations.find({ where: { slug: "local" }, limit: 1 });
    if (organization) return organization.id;
    await organizations.insert({
      id: center.ids(),
      slug: "local",
      name: "Local",
      weight: 1,
      maxConcurrentJobs: null,
      retention: Retention.parse({}),
      createdAt: center.clock.now(),
    });
  }
}
