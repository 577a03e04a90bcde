import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Retention, Scope } from "@aac/contract";
import { type Caller, type Center, Problem } from "@aac/core";
import { digestOf, newSecret } from "./producer/auth.ts";

const manyAtOnce = 1_000;

/**
 * The one organization of a center without people: made at the first start, with an API key that lies in the data
 * folder, readable by its owner only. A key file that was deleted is made anew; the old key ends, and with it every session.
 */
export async function ensureLocalOrganization(
  center: Center,
  dataDir: string,
): Promise<{ caller: Caller; apiKey: string }> {
  const orgId = await ensureOrganization(center);
  const file = join(dataDir, "api-key");
  const existing = await readFile(file, "utf8").then(
    (text) => text.trim(),
    () => "",
  );
  const { apiKeys, sessions } = center.store.system;
  const caller: Caller = { orgId, name: "local key", scopes: Scope.options };
  const [known] = existing ? await apiKeys.find({ where: { digest: digestOf(existing) }, limit: 1 }) : [];
  if (known) return { caller, apiKey: existing };

  for (const old of await apiKeys.find({ where: { orgId } })) await apiKeys.delete(old.id);
  while ((await sessions.deleteMany({ orgId }, manyAtOnce)) === manyAtOnce);
  const apiKey = newSecret("aac_");
  await apiKeys.insert({
    id: center.ids(),
    orgId,
    name: caller.name,
    digest: digestOf(apiKey),
    scopes: [...caller.scopes],
    createdAt: center.clock.now(),
  });
  try {
    await writeFile(file, `${apiKey}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
  } catch (cause) {
    throw new Problem("data_folder_unusable", `"${file}" cannot be written: ${(cause as Error).message}.`, { cause });
  }
  return { caller, apiKey };
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
