import type { AuditEntry, AuditVerification } from "@aac/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
beforeEach(async () => void (center = await startScriptedCenter()));
afterEach(() => center.close());
const call = (...argv: string[]) => aac(argv, { url: center.url });

const hash = "a".repeat(64);
const entry: AuditEntry = {
  id: "acme-000000000007",
  sequence: 7,
  at: "2026-11-23T09:00:00.000Z",
  actor: { kind: "person", id: "p1", name: "Ada\u001b[2J" },
  action: "project.change",
  target: { kind: "project", id: "p", name: "web", project: "web", projectId: "p" },
  before: { name: "web" },
  after: { name: "Web" },
  outcome: "refused",
  problem: "forbidden",
  concludes: null,
  requestId: "r",
  address: "192.0.2.1",
  userAgent: null,
  previousHash: hash,
  hash,
};
const whole: AuditVerification = {
  checked: 10_000,
  isWhole: true,
  broken: null,
  cutTo: 0,
  unsealedTo: 0,
  next: null,
  head: { organization: "acme", sequence: 20_000, hash, at: null, signature: "s" },
};

test("list: a table; what names say cannot move the cursor", async () => {
  center.on("listAudit", () => ({ items: [entry], nextCursor: null }));
  const command = call("audit", "--project", "web", "--action", "project.change", "--from", "2026-11-01T00:00:00Z");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).not.toContain("\u001b");
  expect(command.stdout()).toMatch(
    /^#\s+AT\s+WHO\s+DID\s+TO\s+OUTCOME\n7 .*project\.change\s+web\s+refused: forbidden\n$/,
  );
  expect(center.of("listAudit")[0]!.query).toMatchObject({ project: "web", action: "project.change", limit: 20 });
});

test("list: an action that there is not is wrong usage", async () => {
  const command = call("audit", "list", "--action", "project.explode");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("Allowed choices are");
});

test("head: what `verify --head` takes", async () => {
  center.on("getAuditHead", () => whole.head);
  const command = call("audit", "head");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toBe(`20000:${hash}\n`);
});

test("verify: goes on until the end, with the head that was kept", async () => {
  center.on("verifyAudit", ({ query }) => ({ ...whole, next: query.after === undefined ? 10_000 : null }));
  const command = call("audit", "verify", "--head", `5:${hash}`);
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toBe(`Whole: 20000 entries. Head: 20000:${hash}\n`);
  expect(center.of("verifyAudit").map(({ query }) => query)).toMatchObject([
    { sequence: 5, hash },
    { sequence: 5, hash, after: 10_000 },
  ]);
});

test("verify: 1 and the first broken entry", async () => {
  const broken = { sequence: 12, detail: "The entry is missing." };
  center.on("verifyAudit", () => ({ ...whole, isWhole: false, broken }));
  const command = call("audit", "verify");
  expect(await command.exitCode).toBe(1);
  expect(command.stdout()).toBe("Broken at entry 12. The entry is missing.\n");
});

test("verify: what is no head is wrong usage", async () => {
  const command = call("audit", "verify", "--head", "latest");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("aac audit head");
});

test("verify --all: is the server's own", async () => {
  const asked: unknown[] = [];
  const command = aac(["audit", "verify", "--all", "--data", "/center"], {
    serve: async (...given) => {
      asked.push(given);
      return 1;
    },
  });
  expect(await command.exitCode).toBe(1);
  expect(asked).toEqual([["verify-audit", { data: "/center" }]]);
});
