/** For full-disk.test.ts: fills the disk of a store and goes on, and prints how that went. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "@aac/core";
import { createSqliteStore } from "./sqlite-store.ts";

const disk = process.argv[2]!;
const path = join(disk, "center.db");
writeFileSync(join(disk, "of-somebody-else"), Buffer.alloc(3_000_000));
const store = await createSqliteStore({ path });
const { members } = store.system;
const member = (id: string, length: number) =>
  ({ id, role: "worker", host: "h".repeat(length), startedAt: 0, seenAt: 0 }) as const;

const refusals: string[] = [];
let stored = 0;
for (let round = 0; refusals.length < 20; round++) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, (_, i) => members.insert(member(`m${round}-${i}`, 50_000))),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") stored++;
    else refusals.push(outcome.reason instanceof Problem ? outcome.reason.code : String(outcome.reason));
  }
}
const whenFull = await members.count({ role: "worker" });
const found = await members.find({ where: { role: "worker" } });
rmSync(join(disk, "of-somebody-else"));
const isStoredAgain = await members.insert(member("again", 50_000));
await store.close();

const reopened = await createSqliteStore({ path });
const afterwards = await reopened.system.members.count({ role: "worker" });
await reopened.close();
const areWhole = found.every(({ host }) => host.length === 50_000);
process.stdout.write(
  JSON.stringify({ stored, refusals: [...new Set(refusals)], whenFull, areWhole, isStoredAgain, afterwards }),
);
