import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { createKeyRing, createLocalVault, masterKeyOf } from "@aac/adapters/vault/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAac } from "./aac-process.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

let center: TestCenter;
const key = randomBytes(32);
const masterKey = key.toString("base64");
beforeAll(async () => {
  center = await startTestCenter({
    withoutWorker: true,
    instead: ({ store: { system }, ids, clock }) => ({
      vault: createLocalVault({ keys: createKeyRing([masterKeyOf(key)]), dataKeys: system.dataKeys, ids, clock }),
    }),
  });
  await center.client.call("createProject", { body: { slug: "web" } });
  await center.client.call("changeProject", { params: { project: "web" }, body: { name: "Web" } });
  const other = await center.addOrganization("other");
  await other.client.call("createProject", { body: { slug: "theirs" } });
});
afterAll(() => center.stop());

test("`aac audit verify --all` looks at every organization in the store itself, and tells the first broken entry of each", async () => {
  const verify = () =>
    startAac(["audit", "verify", "--all", "--data", center.dir], {
      ENCRYPTION_KEY: masterKey,
    });
  const { auditEntries } = center.center.store.system;
  const whole = verify();
  expect(await whole.exitCode).toBe(0);
  expect(whole.stdout()).toMatch(/^local: whole, 4 entries\. Head: 4:[0-9a-f]{64}$/m);
  expect(whole.stdout()).toMatch(/^other: whole, 2 entries\./m);

  const store = await createSqliteStore({ path: join(center.dir, "center.db") });
  const [, second] = await store.system.auditEntries.find({ where: { projectSlug: "web" }, orderBy: ["id"] });
  await auditEntries.update(second!.id, {}, { actorName: "Nobody" });
  await store.close();
  const broken = verify();
  expect(await broken.exitCode).toBe(1);
  expect(broken.stdout()).toMatch(/^local: BROKEN at entry \d\. The entry was changed/m);
  expect(broken.stdout()).toMatch(/^other: whole/m);
});

test("`aac audit verify --all` needs a data folder that is there", async () => {
  const missing = startAac(["audit", "verify", "--all", "--data", join(center.dir, "none")], {
    ENCRYPTION_KEY: masterKey,
  });
  expect(await missing.exitCode).toBe(1);
  expect(missing.stderr()).toContain("There is no data folder");
});

test("`aac audit renew-key` gives logs that were sealed under a lost master key another one", async () => {
  const lost = randomBytes(32).toString("base64");
  const renew = () => startAac(["audit", "renew-key", "--data", center.dir], { ENCRYPTION_KEY: lost });
  await center.center.store.system.dataKeys.deleteMany({}, 100);
  const renewed = renew();
  expect(await renewed.exitCode).toBe(0);
  expect(renewed.stdout()).toMatch(/^other: has another key now\.$/m);
  const again = renew();
  expect(await again.exitCode).toBe(0);
  expect(again.stdout()).toMatch(/^other: its key opens\.$/m);
});
