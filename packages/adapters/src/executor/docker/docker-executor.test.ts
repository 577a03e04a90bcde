import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Limits } from "@aac/contract";
import { type Sandbox, type SandboxSpec, silentLog } from "@aac/core";
import { readFiles, readLog } from "@aac/core/conformance";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dockerAt } from "../../../../../tests/services/docker.ts";
import { makeBusyboxImage } from "../../../../../tests/services/images.ts";
import { createDockerExecutor } from "./index.ts";
import { startRegistry } from "./test-bench/registry.ts";
import { relayTo } from "./test-bench/relay.ts";

const host = inject("docker.host") ?? "";
const busybox = "aac-executor-test:more";
const center = `more-${process.pid}-${Date.now()}`;
const signal = new AbortController().signal;

describe.skipIf(host === "")("docker executor", () => {
  let top: string;
  let count = 0;
  const executor = createDockerExecutor({ host, center, buildArgs: { BASE: busybox }, log: silentLog });

  beforeAll(async () => {
    await makeBusyboxImage(host, busybox);
    top = await mkdtemp(join(tmpdir(), "aac-docker-"));
  });
  afterAll(async () => {
    for (const ref of await executor.list()) await executor.remove(ref);
    await rm(top, { recursive: true });
  });

  const specOf = (spec: Partial<SandboxSpec>, limits: Partial<SandboxSpec["limits"]> = {}): SandboxSpec => {
    const jobId = `${center}-${++count}`;
    const ids = { orgId: "org", runId: "run", jobId, attemptId: `${jobId}-1` };
    const source = { image: busybox, directory: null, workingDirectory: "/app", variables: {} };
    const command = ["/bin/sh", "/app/entrypoint.sh", "all"];
    const rules = { ...Limits.parse({ network: "none" }), ...limits };
    return { ...ids, ...source, command, usesEntrypoint: spec.command === undefined, limits: rules, ...spec };
  };
  const shell = (script: string) => ({ command: ["/bin/sh", "-c", script] });
  const directoryWith = async (files: Record<string, string>) => {
    const directory = join(top, `suite-${++count}`);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    return directory;
  };
  const end = async (sandbox: Sandbox) => {
    const [exit, log] = await Promise.all([sandbox.exited, readLog(sandbox)]);
    return { exit, log };
  };
  const run = async (spec: SandboxSpec) => {
    const sandbox = await executor.start(spec, { signal });
    const { exit, log } = await end(sandbox);
    return { sandbox, exit, log };
  };
  const fails = (spec: SandboxSpec) =>
    executor.start(spec, { signal }).then(
      async (sandbox) => {
        await sandbox.dispose();
        throw new Error("It has started.");
      },
      (error: unknown) => error as { code: string; message: string },
    );

  test("a file that tells of more bytes than it has costs nobody their time: what is not wanted of it is not fetched", async () => {
    const script =
      "mkdir -p out/more && truncate -s 200G out/a.bin && echo small > out/b.txt && echo more > out/more/c.txt";
    const { sandbox } = await run(specOf(shell(script)));
    const before = performance.now();
    const told: [string, number][] = [];
    for await (const { path, sizeBytes, bytes } of sandbox.files(["out/"])) {
      told.push([path, sizeBytes]);
      if (sizeBytes < 1_000) for await (const _ of bytes);
    }
    await sandbox.dispose();
    expect(told.toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ["out/a.bin", 200 * 1024 ** 3],
      ["out/b.txt", 6],
      ["out/more/c.txt", 5],
    ]);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  describe("isolation", () => {
    test("no capability, no way to more privileges, no socket of the engine, a network only where it is asked for", async () => {
      const look =
        "grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status; ls /var/run/docker.sock /run/docker.sock; ls /sys/class/net";
      const { sandbox, log } = await run(specOf(shell(look)));
      expect(log).toMatch(/CapEff:\s+0{16}\n/);
      expect(log).toMatch(/CapBnd:\s+0{16}\n/);
      expect(log).toMatch(/NoNewPrivs:\s+1\n/);
      expect(log.match(/docker.sock: No such file/g)).toHaveLength(2);
      expect(log.match(/^(lo|eth.*)$/gm)).toEqual(["lo"]);
      await sandbox.dispose();
    });

    test("the number of processes is limited", async () => {
      const forks = "i=0; while [ $i -lt 60 ]; do sleep 30 & i=$((i+1)); done; echo all";
      const { sandbox, exit, log } = await run(specOf(shell(forks), { processes: 30 }));
      expect(log).toContain("can't fork");
      expect(log).not.toContain("all");
      expect(exit.code).not.toBe(0);
      await sandbox.dispose();
    });

    test("what takes more disk than it may is ended", async () => {
      const spec = specOf(shell("head -c 40000000 /dev/zero >big; echo written; sleep 60"), { diskBytes: 20_000_000 });
      const { sandbox, exit } = await run(spec);
      expect(exit.limit).toBe("disk");
      await sandbox.dispose();
    });

    test("containers of other centers are neither listed nor found", async () => {
      const other = createDockerExecutor({ host, center: `${center}-other`, buildArgs: {}, log: silentLog });
      const sandbox = await executor.start(specOf(shell("sleep 60")), { signal });
      expect(await executor.list()).toContainEqual(sandbox.ref);
      expect(await other.list()).toEqual([]);
      await sandbox.dispose();
    });
  });

  describe("images", () => {
    test("one that is not there is pulled, once for all that wait for it", async () => {
      const registry = await startRegistry("pulled\n");
      const image = `${registry.address}/suite:1`;
      // It holds one file and nothing to run; the file itself cannot be executed.
      const runs = await Promise.all([1, 2, 3].map(() => run(specOf({ image, command: ["/content"] }))));
      expect(runs.map(({ exit }) => exit.problem?.code)).toEqual(Array(3).fill("command_not_executable"));
      for (const { sandbox } of runs) await sandbox.dispose();
      expect(registry.pulls()).toBe(1);
      await dockerAt(host).getImage(image).remove({ force: true });
      await registry.close();
    });

    test("one that does not exist is told apart from a registry that does not answer", async () => {
      const registry = await startRegistry("");
      expect(await fails(specOf({ image: `${registry.address}/other:1` }))).toMatchObject({ code: "image_not_found" });
      await registry.close();
      expect(await fails(specOf({ image: `${registry.address}/suite:1` }))).toMatchObject({
        code: "image_pull_failed",
      });
      expect(await fails(specOf({ image: "No Such Name" }))).toMatchObject({ code: "image_not_found" });
    });

    test("giving up ends the waiting for an image", async () => {
      const silent = await relayTo(host);
      const reason = new Error("cancelled");
      const giveUp = new AbortController();
      const started = executor.start(specOf({ image: `${new URL(silent.host).host}/suite:1` }), {
        signal: giveUp.signal,
      });
      setImmediate(() => giveUp.abort(reason));
      await expect(started).rejects.toBe(reason);
      await silent.close();
    });

    test("one without a shell runs its own commands, and no entrypoint", async () => {
      const directory = await directoryWith({
        Dockerfile: `FROM ${busybox} AS full\nFROM scratch\nCOPY --from=full /bin/busybox /busybox\n`,
      });
      const plain = { image: null, directory };
      const { sandbox, exit, log } = await run(specOf({ ...plain, command: ["/busybox", "echo", "fine"] }));
      expect([exit.code, log]).toEqual([0, "fine\n"]);
      await sandbox.dispose();
      const missing = await run(specOf({ ...plain, command: ["/none"] }));
      expect(missing.exit.problem?.code).toBe("command_not_found");
      await missing.sandbox.dispose();
      expect(await fails(specOf(plain))).toMatchObject({
        code: "command_not_found",
        message: expect.stringContaining("/bin/sh"),
      });
    });

    test("neither image nor Dockerfile is no suite", async () => {
      const directory = await directoryWith({ "entrypoint.sh": "" });
      expect(await fails(specOf({ image: null, directory }))).toMatchObject({ code: "suite_needs_image" });
    });
  });

  describe("Dockerfiles", () => {
    const dockerfile = "ARG BASE\nFROM $BASE\nWORKDIR /app\nCOPY . .\n";

    test("are built with the build arguments and without what is ignored, and again only when something has changed", async () => {
      const files = { Dockerfile: dockerfile, ".dockerignore": "*.secret\n", "entrypoint.sh": "ls", "a.secret": "" };
      const directory = await directoryWith(files);
      const spec = { image: null, directory };
      const first = await run(specOf(spec));
      expect(first.log.split("\n")).toContain("entrypoint.sh");
      expect(first.log).not.toContain("a.secret");
      await utimes(join(directory, "entrypoint.sh"), 1, 1);
      const second = await run(specOf(spec));
      expect(second.sandbox.image).toBe(first.sandbox.image);
      await writeFile(join(directory, "new"), "");
      const third = await run(specOf(spec));
      expect(third.log.split("\n")).toContain("new");
      for (const { sandbox } of [first, second, third]) await sandbox.dispose();
    });

    test("an image that was removed since is built again", async () => {
      const directory = await directoryWith({ Dockerfile: dockerfile, "entrypoint.sh": "echo again" });
      const spec = { image: null, directory };
      const { sandbox } = await run(specOf(spec));
      await sandbox.dispose();
      await dockerAt(host).getImage(sandbox.image!).remove({ force: true });
      const { sandbox: another, log } = await run(specOf(spec));
      expect(log).toBe("again\n");
      await another.dispose();
    });

    test("that fail say how in the builder's own words", async () => {
      const broken = await directoryWith({ Dockerfile: `${dockerfile}RUN echo "no compiler here" && exit 9\n` });
      const problem = await fails(specOf({ image: null, directory: broken }));
      expect(problem.code).toBe("image_build_failed");
      expect(problem.message).toContain("no compiler here");
      const nonsense = await directoryWith({ Dockerfile: "FORM nothing\n" });
      expect(await fails(specOf({ image: null, directory: nonsense }))).toMatchObject({ code: "image_build_failed" });
    });

    test("a base image that does not exist is told as such", async () => {
      const registry = await startRegistry("");
      const directory = await directoryWith({ Dockerfile: `FROM ${registry.address}/base:9\n` });
      const problem = await fails(specOf({ image: null, directory }));
      expect(problem).toMatchObject({ code: "image_not_found", message: expect.stringContaining("/base:9") });
      await registry.close();
    });
  });

  describe("directories", () => {
    test("copied into an image belong to its user, also where it is told by name", async () => {
      const image = await directoryWith({ Dockerfile: "ARG BASE\nFROM $BASE\nUSER nobody\n" });
      const built = await run(specOf({ image: null, directory: image, ...shell("true") }));
      const directory = await directoryWith({
        "entrypoint.sh": "id -u; echo x >>given; mkdir out; echo y >out/made",
        given: "w",
      });
      const spec = specOf({ image: built.sandbox.image, directory });
      const { sandbox, exit, log } = await run(spec);
      expect([exit.code, log]).toEqual([0, "65534\n"]);
      expect(await readFiles(sandbox, ["**"])).toEqual({ given: "wx\n", "out/made": "y\n" });
      await sandbox.dispose();
      await built.sandbox.dispose();
    });

    test("files in volumes are those the command has written", async () => {
      const image = await directoryWith({
        Dockerfile: "ARG BASE\nFROM $BASE\nCOPY old /app/old\nVOLUME /app\n",
        old: "",
      });
      await utimes(join(image, "old"), 1, 1);
      const { sandbox } = await run(
        specOf({ image: null, directory: image, ...shell("mkdir r; echo 1 >r/new; echo 2 >top") }),
      );
      expect(await readFiles(sandbox, ["**"])).toEqual({ "r/new": "1\n", top: "2\n" });
      expect(await readFiles(sandbox, ["r/*", "none/*"])).toEqual({ "r/new": "1\n" });
      await sandbox.dispose();
    });

    test("a working directory that is a link is followed", async () => {
      const image = await directoryWith({
        Dockerfile: "ARG BASE\nFROM $BASE\nRUN mkdir -p /srv/real && ln -s /srv/real /work\n",
      });
      const spec = specOf({ image: null, directory: image, workingDirectory: "/work", ...shell("echo 1 >new") });
      const { sandbox } = await run(spec);
      expect(await readFiles(sandbox, ["new"])).toEqual({ new: "1\n" });
      await sandbox.dispose();
    });

    test("what a command made of a script is told: no interpreter, or Windows line ends", async () => {
      const directory = await directoryWith({
        Dockerfile: "ARG BASE\nFROM $BASE\nCOPY . /app\nRUN chmod +x /app/*\n",
        python: "#!/usr/bin/no-python\n",
        windows: "#!/bin/sh\r\n",
        honest: "#!/bin/sh\nexit 127\n",
      });
      const problemOf = async (command: string) => {
        const { sandbox, exit } = await run(specOf({ image: null, directory, command: [command] }));
        await sandbox.dispose();
        return exit.problem;
      };
      expect(await problemOf("./python")).toMatchObject({
        code: "command_not_found",
        detail: expect.stringContaining("no-python"),
      });
      expect(await problemOf("./windows")).toMatchObject({ code: "command_not_executable" });
      expect(await problemOf("./honest")).toBeNull();
    });
  });

  describe("an engine that breaks off", () => {
    const counting =
      "i=1; while [ $i -le 400 ]; do echo line $i; [ $((i % 4)) = 0 ] && sleep 0.01; i=$((i+1)); done; exit 3";
    const lines = Array.from({ length: 400 }, (_, i) => `line ${i + 1}\n`).join("");

    test("costs no line and doubles none, and the exit is learned", async () => {
      const relay = await relayTo(host);
      const through = createDockerExecutor({ host: relay.host, center, buildArgs: {}, log: silentLog });
      const sandbox = await through.start(specOf(shell(counting)), { signal });
      let log = "";
      for await (const bytes of sandbox.logs) {
        const before = log.length;
        log += Buffer.from(bytes).toString();
        for (const mark of ["line 20\n", "line 150\n", "line 290\n"]) {
          if (log.includes(mark) && log.indexOf(mark) + mark.length > before) relay.cut();
        }
      }
      expect(log).toBe(lines);
      expect((await sandbox.exited).code).toBe(3);
      await sandbox.dispose();
      await relay.close();
    });

    test("and stays away for a while is waited for", async () => {
      const relay = await relayTo(host);
      const through = createDockerExecutor({ host: relay.host, center, buildArgs: {}, log: silentLog });
      const sandbox = await through.start(specOf(shell(counting)), { signal });
      relay.setAway(true);
      relay.cut();
      await expect(through.check()).rejects.toMatchObject({ code: "engine_unavailable" });
      const ended = end(sandbox);
      await expect.poll(() => isRunning(sandbox.ref.id), { timeout: 20_000 }).toBe(false);
      relay.setAway(false);
      const { exit, log } = await ended;
      expect(log).toBe(lines);
      expect(exit.code).toBe(3);
      await sandbox.dispose();
      await relay.close();
    });

    const isRunning = async (id: string) => (await dockerAt(host).getContainer(id).inspect()).State.Running;
  });
});

test("an engine that is not there is told with its remedy", async () => {
  const executor = createDockerExecutor({ host: "unix:///no/such/docker.sock", center, buildArgs: {}, log: silentLog });
  await expect(executor.check()).rejects.toMatchObject({ code: "engine_unavailable" });
  await expect(executor.list()).rejects.toMatchObject({ code: "engine_unavailable" });
});

test("an address that is none is refused at once", () => {
  const make = () => createDockerExecutor({ host: "ssh://somewhere", center, buildArgs: {}, log: silentLog });
  expect(make).toThrow(expect.objectContaining({ code: "invalid_configuration" }));
});
