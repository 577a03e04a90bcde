import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session, Suite } from "@aac/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { sampleRun, sampleSuite } from "../testing/samples.ts";
import { Refused, type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
let cwd: string;
/** What the center keeps, by slug, in project `local`. */
let suites: Map<string, Suite>;

const localSession: Session = {
  organization: { id: "o", slug: "local", name: "Local" },
  person: null,
  name: "local",
  role: null,
  permissions: ["suites:change", "runs:trigger"],
  mode: "local",
  version: "1",
  executor: "process",
  opensTraces: false,
};

beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), "aac-run-directory-")));
  center = await startScriptedCenter();
  suites = new Map();
  center.on("getSession", () => localSession);
  const at = "2026-11-23T09:00:00.000Z";
  const project = { id: "p", slug: "local", name: "", description: "", maxConcurrentJobs: null, createdAt: at };
  const projects = new Map<string, typeof project & { updatedAt: string }>();
  center.on("getProject", ({ params }) => {
    const found = projects.get(params.project);
    if (!found) throw new Refused(404, "project_not_found");
    return found;
  });
  center.on("createProject", ({ body }) => {
    const made = { ...project, slug: body.slug, updatedAt: at };
    projects.set(body.slug, made);
    return made;
  });
  center.on("listProjects", () => ({ items: [...projects.values()], nextCursor: null }));
  center.on("getSuite", ({ params }) => {
    const found = suites.get(params.suite);
    if (!found) throw new Refused(404, "suite_not_found");
    return found;
  });
  center.on("createSuite", ({ params, body }) => {
    const { name = body.slug, ...rest } = body;
    const made = sampleSuite({ ...rest, name, project: params.project });
    suites.set(made.slug, made);
    return made;
  });
  center.on("changeSuite", ({ params, body }) => {
    const before = suites.get(params.suite)!;
    const limits = { ...before.limits, ...JSON.parse(JSON.stringify(body.limits ?? {})) } as Suite["limits"];
    const changed = { ...before, ...(JSON.parse(JSON.stringify(body)) as Partial<Suite>), limits };
    suites.set(params.suite, changed);
    return changed;
  });
  center.on("createRun", ({ body }) => sampleRun({ project: body.project, suite: body.suite }));
});
afterEach(async () => {
  await center.close();
  await rm(cwd, { recursive: true, force: true });
});

async function directory(path: string, files: Record<string, string> = { "go.mod": "" }): Promise<void> {
  await mkdir(join(cwd, path), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, path, name), text);
}
const run = (...args: string[]) => aac(["run", "--no-follow", ...args], { url: center.url, cwd });

test("the first run of a directory makes a suite of it, in a project that is made with it", async () => {
  await directory("Shop Tests");
  const command = run("./Shop Tests", "--timeout", "90s");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toMatch(/^Recognised go test \(go\.mod\), to run on this host, not isolated\.\n/);
  expect(suites.get("shop-tests")).toMatchObject({
    project: "local",
    name: "Shop Tests",
    directory: join(cwd, "Shop Tests"),
    image: null,
    reports: ["go-test.json"],
    workingDirectory: "/app",
    limits: { timeoutMs: 90_000 },
  });
  expect(center.of("createRun")[0]?.body).toMatchObject({ project: "local", suite: "shop-tests" });
});

test("a later run changes the suite only where something changed, and nothing that people set", async () => {
  await directory("shop");
  await run("./shop").exitCode;
  suites.set("shop", { ...suites.get("shop")!, folder: "smoke" });
  await run("./shop/").exitCode;
  expect(center.of("changeSuite")).toHaveLength(0);
  await run("./shop", "--command", "make check").exitCode;
  expect(center.of("changeSuite")).toHaveLength(1);
  expect(suites.get("shop")).toMatchObject({ folder: "smoke", reports: [] });
  expect(suites.get("shop")?.command?.[2]).toMatch(/\nmake check$/);
  expect(center.of("createSuite")).toHaveLength(1);
});

test("two directories of the same name are two suites", async () => {
  await directory("a/e2e");
  await directory("b/e2e");
  await run("./a/e2e").exitCode;
  await run("./b/e2e").exitCode;
  await run("./b/e2e").exitCode;
  expect([...suites.keys()]).toEqual(["e2e", expect.stringMatching(/^e2e-[0-9a-f]{8}$/)]);
  expect([...suites.values()].map((suite) => suite.directory)).toEqual([join(cwd, "a/e2e"), join(cwd, "b/e2e")]);
});

test("a bare name is a suite where there is one, else a directory", async () => {
  await directory("shop");
  await run("shop").exitCode;
  expect(center.of("createSuite")).toHaveLength(1);
  await directory("other", {});
  suites.set("other", sampleSuite({ slug: "other", project: "local" }));
  expect(await run("other").exitCode).toBe(0);
  expect(center.of("createRun").at(-1)?.body).toMatchObject({ suite: "other" });
  const path = run("./other");
  expect(await path.exitCode).toBe(2);
  expect(path.stderr()).toContain("No way to run the tests");
});

test("where the center runs containers, the suite has a stock image", async () => {
  center.on("getSession", () => ({ ...localSession, executor: "docker" }));
  await directory("shop");
  const command = run("./shop");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toContain("to run in golang:1.26.");
  await run("./shop", "--image", "golang:1.20").exitCode;
  expect(suites.get("shop")?.image).toBe("golang:1.20");
});

test("where the center runs containers, a command without a known image needs one", async () => {
  center.on("getSession", () => ({ ...localSession, executor: "docker" }));
  await directory("shop", {});
  const command = run("./shop", "--command", "true");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("Name one with --image");
});

test("a center that is not in local mode runs no directories", async () => {
  center.on("getSession", () => ({ ...localSession, mode: "server" }));
  await directory("shop");
  const command = run("./shop");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("not in local mode");
  expect(center.of("createRun")).toEqual([]);
});

test("shards of tests that are not split are said to run everything", async () => {
  await directory("shop");
  const command = run("./shop", "--shards", "3");
  await command.exitCode;
  expect(command.stdout()).toContain("each of the 3 shards runs all of them");
});

test.each([
  ["./missing", "There is no directory"],
  ["missing", "There is no suite 'missing', and no directory of that name."],
  ["no/such/thing", "There is no suite 'no/such/thing'"],
])("%s is refused with a remedy", async (target, sentence) => {
  const command = run(target);
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain(sentence);
});

test("a suite of one name in several projects is not guessed at", async () => {
  await directory("any");
  for (const project of ["shop", "blog"]) await run("./any", "--project", project).exitCode;
  suites.set("e2e", sampleSuite({ slug: "e2e" }));
  const command = run("e2e");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("Name one of shop/e2e, blog/e2e.");
  expect(await run("e2e", "--project", "blog").exitCode).toBe(0);
  expect(center.of("createRun").at(-1)?.body).toMatchObject({ project: "blog", suite: "e2e" });
});

test("what only a directory has is refused for a suite", async () => {
  suites.set("e2e", sampleSuite({ slug: "e2e" }));
  const command = run("shop/e2e", "--image", "node:24");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("--image is for directories");
});
