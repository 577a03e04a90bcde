import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, createLocalVault, masterKeyOf } from "@aac/adapters/vault/local";
import { verifyAudit } from "@aac/core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aac } from "../../apps/cli/src/testing/command-line.ts";
import { quota } from "../../apps/server/src/quota.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

let center: TestCenter;
const masterKey = Buffer.alloc(32, 9);
beforeAll(async () => {
  vi.stubEnv("ENCRYPTION_KEY", masterKey.toString("base64"));
  center = await startTestCenter({
    withoutWorker: true,
    instead: ({ store, ids, clock }) => {
      const keys = createKeyRing([masterKeyOf(masterKey)]);
      return { vault: createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock }) };
    },
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await center.stop();
});

const run = async (command: Parameters<typeof quota>[1]) => {
  const lines: string[] = [];
  await quota({ data: center.dir }, command, (line) => void lines.push(line));
  return lines.join("\n");
};
const stored = async () => (await center.center.store.system.organizations.get(center.caller.orgId))!;

test("what the operator sets holds in a center that runs, and is shown", async () => {
  const shown = await run({
    verb: "set",
    organization: "local",
    runsPerMonth: 2,
    storageGb: 5,
    people: "none",
    concurrentJobs: 3,
  });
  expect(shown).toMatch(/^local\n/);
  expect(shown).toMatch(/runs in \d{4}-\d\d {3,}0 of 2/);
  expect(shown).toContain("0.00 of 5.00");
  expect(await stored()).toMatchObject({
    maxConcurrentJobs: 3,
    quotas: { runsPerMonth: 2, storageBytes: 5 * 1024 ** 3, people: null },
  });
  const usage = await center.client.call("getUsage");
  expect(usage).toMatchObject({ runsPerMonth: { used: 0, limit: 2 }, concurrentJobs: { limit: 3 } });
  await run({ verb: "set", organization: "local", runsPerMonth: "default" });
  expect((await stored()).quotas).toEqual({ storageBytes: 5 * 1024 ** 3, people: null });
  expect(await run({ verb: "recount" })).toContain("any number");
});

test("what was set is in the organization's audit log, as it was and as it is, and what is not kept is not set", async () => {
  await run({ verb: "set", organization: "local", people: 7 });
  await run({ verb: "set", organization: "local", people: 9, concurrentJobs: "none" });
  const { items } = await center.client.call("listAudit", { query: { action: "quota.change", limit: 1 } });
  expect(items).toMatchObject([
    {
      actor: { kind: "center", name: "aac quota" },
      target: { kind: "organization", id: center.caller.orgId, name: "local" },
      before: { people: 7 },
      after: { people: 9 },
      outcome: "done",
    },
  ]);
  expect(await verifyAudit(center.center, center.caller.orgId, { limit: 1_000 })).toMatchObject({ broken: null });

  vi.stubEnv("ENCRYPTION_KEY", Buffer.alloc(32, 1).toString("base64"));
  const set = run({ verb: "set", organization: "local", people: 1 });
  await expect(set).rejects.toMatchObject({ code: "master_key_missing" });
  vi.stubEnv("ENCRYPTION_KEY", masterKey.toString("base64"));
  expect((await stored()).quotas).toMatchObject({ people: 9 });
});

test("an organization, or a center, that is not there is named", async () => {
  await expect(run({ verb: "show", organization: "nobody" })).rejects.toMatchObject({
    code: "organization_not_found",
    message: expect.stringContaining("There is: local."),
  });
  const empty = await mkdtemp(join(tmpdir(), "aac-none-"));
  await expect(quota({ data: join(empty, "none") }, { verb: "show" }, () => undefined)).rejects.toMatchObject({
    code: "data_folder_unusable",
  });
  await rm(empty, { recursive: true });
});

test("the command line says what was meant", async () => {
  const calls: unknown[] = [];
  const serve = (...call: unknown[]) => Promise.resolve(calls.push(call) && 0);
  await aac(["quota"], { serve }).exitCode;
  await aac(["quota", "recount", "acme", "--data", "d"], { serve }).exitCode;
  await aac(["quota", "set", "acme", "--people", "none", "--storage-gb", "5"], { serve }).exitCode;
  expect(calls).toEqual([
    ["quota", { quota: { verb: "show" } }],
    ["quota", { data: "d", quota: { verb: "recount", organization: "acme" } }],
    ["quota", { quota: { verb: "set", organization: "acme", people: "none", storageGb: 5 } }],
  ]);
  for (const argv of [
    ["set", "acme"],
    ["set", "acme", "--people", "-1"],
    ["set", "acme", "--people", "few"],
  ]) {
    expect(await aac(["quota", ...argv], { serve }).exitCode).toBe(2);
  }
});
