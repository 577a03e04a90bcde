import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Exit } from "../domain/run/verdict.ts";
import type { Executor, Sandbox, SandboxSpec } from "./executor.ts";

/** What a sandbox of these tests does, in the two languages that executors understand. */
export interface Program {
  /** For executors that run commands. */
  shell: string;
  /** For those that only pretend: the variables that say the same. Null where it cannot be said. */
  script: Readonly<Record<string, string>> | null;
  /** Files of the suite beside it. */
  files?: Readonly<Record<string, { content: string; mode?: number }>>;
  /** Instead of `shell`: run `entrypoint.sh` of the files, or this. */
  command?: "entrypoint" | readonly string[];
  variables?: Readonly<Record<string, string>>;
  limits?: Partial<SandboxSpec["limits"]>;
}

export interface ExecutorHarness {
  /** Each call makes another one on the same host and center, as a worker that starts again does. */
  executor(): Executor;
  /** A spec, with ids of its own, that runs a program. */
  spec(program: Program): Promise<SandboxSpec>;
  /** Whether a process with this word among its arguments runs on the host. */
  isRunning(word: string): Promise<boolean>;
  close(): Promise<void>;
}

const go = { signal: new AbortController().signal };

/** Each byte as one character, so that none is lost. */
const textOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

export async function readLog(sandbox: Sandbox): Promise<string> {
  let text = "";
  for await (const bytes of sandbox.logs) text += textOf(bytes);
  return text;
}

export async function readFiles(sandbox: Sandbox, globs: readonly string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const file of sandbox.files(globs)) {
    let content = "";
    for await (const bytes of file.bytes) content += textOf(bytes);
    expect(content.length).toBe(file.sizeBytes);
    files[file.path] = content;
  }
  return files;
}

/** Reads a log until a text has come; the rest can be read on. */
async function readUntil(logs: AsyncIterator<Uint8Array>, wanted: string): Promise<string> {
  let text = "";
  while (!text.includes(wanted)) {
    const next = await logs.next();
    if (next.done) throw new Error(`The log ended without "${wanted}": ${text}`);
    text += textOf(next.value);
  }
  return text;
}

/**
 * What every executor must do. Programs that an executor cannot be told are left out for it; everything else holds for
 * all of them alike.
 */
export function executorConformance(
  name: string,
  understands: "shell" | "script",
  makeHarness: () => Promise<ExecutorHarness>,
): void {
  describe(`${name} executor`, () => {
    let harness: ExecutorHarness;
    let executor: Executor;
    beforeAll(async () => {
      harness = await makeHarness();
      executor = harness.executor();
    });
    afterAll(async () => {
      for (const ref of (await executor?.list()) ?? []) await executor.remove(ref);
      await executor?.close();
      await harness?.close();
    });

    const start = async (program: Program) => {
      const spec = await harness.spec(program);
      return { spec, sandbox: await executor.start(spec, go) };
    };
    /** Runs a program to its end. */
    const run = async (program: Program): Promise<{ spec: SandboxSpec; sandbox: Sandbox; exit: Exit; log: string }> => {
      const { spec, sandbox } = await start(program);
      const [exit, log] = await Promise.all([sandbox.exited, readLog(sandbox)]);
      return { spec, sandbox, exit, log };
    };
    /** A promise about a program, made only of executors that understand it. */
    const promise = (title: string, program: Program, keep: (program: Program) => Promise<void>) => {
      if (understands === "script" && program.script === null) return;
      // oxlint-disable-next-line vitest/valid-title
      test(title, () => keep(program));
    };

    test("says how it is", async () => {
      expect((await executor.check()).detail).not.toBe("");
    });

    describe("exit", () => {
      promise("zero is told", { shell: "exit 0", script: {} }, async (program) => {
        const { sandbox, exit } = await run(program);
        expect(exit).toEqual({ code: 0, signal: null, limit: null, problem: null });
        await sandbox.dispose();
      });

      promise("another code is told", { shell: "exit 3", script: { EXIT_CODE: "3" } }, async (program) => {
        const { sandbox, exit } = await run(program);
        expect(exit).toEqual({ code: 3, signal: null, limit: null, problem: null });
        await sandbox.dispose();
      });

      promise(
        "a signal that ended the command shows in its code",
        { shell: "kill -9 $$", script: null },
        async (program) => {
          const { sandbox, exit } = await run(program);
          expect(exit).toEqual({ code: 137, signal: null, limit: null, problem: null });
          await sandbox.dispose();
        },
      );

      promise(
        "does not wait for anybody to read the log",
        {
          shell: "i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done",
          script: { LOG_LINES: "2000" },
        },
        async (program) => {
          const { sandbox } = await start(program);
          expect((await sandbox.exited).code).toBe(0);
          expect((await readLog(sandbox)).split("\n")).toHaveLength(2001);
          await sandbox.dispose();
        },
      );

      promise(
        "running out of memory is told apart from failing",
        { shell: "tail /dev/zero", script: { LIMIT: "memory" }, limits: { memoryBytes: 64 * 1024 * 1024 } },
        async (program) => {
          const { sandbox, exit } = await run(program);
          expect(exit.limit).toBe("memory");
          await sandbox.dispose();
        },
      );
    });

    describe("log", () => {
      promise(
        "what was written is read, to the last byte",
        { shell: "echo one; echo two >&2; printf three", script: null },
        async (program) => {
          const { sandbox, log } = await run(program);
          expect(log.replace("two\n", "")).toBe("one\nthree");
          expect(log).toContain("two\n");
          await sandbox.dispose();
        },
      );

      promise(
        "lines come in order",
        { shell: "seq 1 500 | sed 's/^/line /'", script: { LOG_LINES: "500" } },
        async (program) => {
          const { sandbox, log } = await run(program);
          expect(log).toBe(Array.from({ length: 500 }, (_, i) => `line ${i + 1}\n`).join(""));
          await sandbox.dispose();
        },
      );

      promise(
        "200,000 lines of two streams are complete and each stream in order",
        {
          shell: [
            "count() { i=1; while [ $i -le 100000 ]; do echo $1 $i; i=$((i+1)); done; }",
            "count out & count err >&2 & wait",
          ].join("\n"),
          script: null,
        },
        async (program) => {
          const { sandbox, log } = await run(program);
          const lines = log.split("\n");
          expect(lines.pop()).toBe("");
          for (const stream of ["out", "err"]) {
            const numbers = lines.filter((line) => line.startsWith(`${stream} `)).map((line) => Number(line.slice(4)));
            expect(numbers).toEqual(Array.from({ length: 100_000 }, (_, i) => i + 1));
          }
          expect(lines).toHaveLength(200_000);
          await sandbox.dispose();
        },
      );

      promise(
        "bytes that are no text stay as they are",
        { shell: "printf '\\377\\000\\200\\r\\n\\033[31m'", script: null },
        async (program) => {
          const { sandbox, log } = await run(program);
          expect(log).toBe("\xff\x00\x80\r\n\x1b[31m");
          await sandbox.dispose();
        },
      );

      promise(
        "a line of 50 MB comes whole",
        { shell: "head -c 50000000 /dev/zero | tr '\\0' x; echo; echo after", script: null },
        async (program) => {
          const { sandbox } = await start(program);
          let length = 0;
          let end = "";
          for await (const bytes of sandbox.logs) {
            length += bytes.length;
            end = (end + textOf(bytes)).slice(-10);
          }
          expect(length).toBe(50_000_007);
          expect(end).toBe("xxx\nafter\n");
          await sandbox.dispose();
        },
      );

      promise(
        "a line is there while the command still runs",
        { shell: "echo ready; sleep 60", script: { LOG_LINES: "1", LOG_TEXT: "ready", SLEEP_MS: "60000" } },
        async (program) => {
          const { sandbox } = await start(program);
          expect(await readUntil(sandbox.logs[Symbol.asyncIterator](), "ready\n")).toBe("ready\n");
          await sandbox.dispose();
        },
      );
    });

    describe.runIf(understands === "shell")("environment", () => {
      promise(
        "is what the spec says and what the host or image needs, nothing of the platform's",
        {
          shell: "env",
          script: null,
          variables: { TASK_ID: "job-1", EMPTY: "", WITH_SPACES: "a  b'\"$x", LINES: "1\n2" },
        },
        async (program) => {
          const { sandbox, log } = await run(program);
          expect(log).toContain("TASK_ID=job-1\n");
          expect(log).toContain("EMPTY=\n");
          expect(log).toContain("WITH_SPACES=a  b'\"$x\n");
          expect(log).toContain("LINES=1\n2\n");
          const names = log.split("\n").flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
          const known = ["TASK_ID", "EMPTY", "WITH_SPACES", "LINES"];
          const usual = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];
          const ofShells = ["PWD", "OLDPWD", "SHLVL", "_", "HOSTNAME", "TMPDIR"];
          expect(names.filter((variable) => ![...known, ...usual, ...ofShells].includes(variable))).toEqual([]);
          await sandbox.dispose();
        },
      );

      promise(
        "the command has no input and runs in the working directory",
        {
          shell: 'read line; echo "read $? in $(pwd) with $(ls)"',
          script: null,
          files: { only: { content: "" } },
        },
        async (program) => {
          const { sandbox, log } = await run(program);
          expect(log).toBe(`read 1 in ${sandbox.workingDirectory} with only\n`);
          await sandbox.dispose();
        },
      );
    });

    describe("entrypoint and command", () => {
      const entrypoint = (content: string, mode = 0o755): Program => ({
        shell: "",
        script: null,
        files: { "entrypoint.sh": { content, mode } },
        command: "entrypoint",
      });

      promise("the entrypoint gets the folder", entrypoint('#!/bin/sh\necho "$0 runs $1"\n'), async (program) => {
        const { sandbox, exit, log } = await run(program);
        expect(log).toMatch(/^\/.*\/entrypoint\.sh runs all\n$/);
        expect(exit.code).toBe(0);
        await sandbox.dispose();
      });

      promise("an entrypoint without its run bit runs", entrypoint("echo fine\n", 0o644), async (program) => {
        const { sandbox, exit } = await run(program);
        expect(exit).toMatchObject({ code: 0, problem: null });
        await sandbox.dispose();
      });

      promise(
        "one with Windows line ends is told as such",
        entrypoint("#!/bin/sh\r\nset -e\r\necho fine\r\n"),
        async (program) => {
          const { sandbox, exit } = await run(program);
          expect(exit.code).not.toBe(0);
          expect(exit.problem?.code).toBe("entrypoint_crlf");
          await sandbox.dispose();
        },
      );

      promise("one that fails is not said to be damaged", entrypoint("#!/bin/sh\nexit 4\n"), async (program) => {
        const { sandbox, exit } = await run(program);
        expect(exit).toEqual({ code: 4, signal: null, limit: null, problem: null });
        await sandbox.dispose();
      });

      /** A mistake may show at the start or only afterwards. */
      const problemOf = async (program: Program) => {
        try {
          const { sandbox, exit } = await run(program);
          await sandbox.dispose();
          return exit.problem?.code;
        } catch (error) {
          return (error as { code: string }).code;
        }
      };

      promise(
        "one that is missing is told",
        {
          shell: "",
          script: { EXIT_PROBLEM: "entrypoint_missing" },
          files: { other: { content: "" } },
          command: "entrypoint",
        },
        async (program) => {
          expect(await problemOf(program)).toBe("entrypoint_missing");
        },
      );

      promise(
        "a command that is not there is told",
        { shell: "", script: null, command: ["no-such-command-here"] },
        async (program) => {
          expect(await problemOf(program)).toBe("command_not_found");
          expect(await problemOf({ ...program, command: ["/no/such/command"] })).toBe("command_not_found");
        },
      );

      promise(
        "a command without its run bit is told",
        { shell: "", script: null, files: { test: { content: "#!/bin/sh\n", mode: 0o644 } }, command: ["./test"] },
        async (program) => {
          expect(await problemOf(program)).toBe("command_not_executable");
        },
      );

      promise(
        "a command gets its arguments as they are",
        { shell: "", script: null, command: ["/bin/sh", "-c", 'printf "%s|" "$@"', "sh", "a b", "", "$HOME", "*"] },
        async (program) => {
          expect((await run(program)).log).toBe("a b||$HOME|*|");
        },
      );
    });

    describe("files", () => {
      const files = {
        "old.xml": { content: "old" },
        "sub/old.xml": { content: "old" },
        "same.xml": { content: "before" },
      };

      promise(
        "are those the command made or changed and that match, regular ones only",
        {
          shell: [
            "mkdir -p sub/deep 'with space'",
            "echo new >new.xml; echo deep >sub/deep/new.xml; echo s >'with space/ü.xml'; echo no >new.txt",
            "printf '' >empty.xml; ln new.xml linked.xml; echo hidden >.hidden.xml",
            "ln -s /etc/passwd passwd.xml; ln -s / root; mkfifo pipe.xml",
            "echo after >same.xml; rm sub/old.xml",
          ].join("\n"),
          script: null,
          files,
        },
        async (program) => {
          const { sandbox } = await run(program);
          expect(await readFiles(sandbox, ["**/*.xml"])).toEqual({
            "new.xml": "new\n",
            "linked.xml": "new\n",
            "sub/deep/new.xml": "deep\n",
            "with space/ü.xml": "s\n",
            "empty.xml": "",
            ".hidden.xml": "hidden\n",
            "same.xml": "after\n",
          });
          await sandbox.dispose();
        },
      );

      promise(
        "can be asked for again, passed over, and by directory",
        {
          shell: "mkdir report; seq 1 200000 >report/large; echo 2 >report/second; echo 3 >third",
          script: {
            FILES: JSON.stringify({ "report/large": "1\n".repeat(60_000), "report/second": "2\n", third: "3\n" }),
          },
        },
        async (program) => {
          const { sandbox } = await run(program);
          const sizes = [];
          for await (const file of sandbox.files(["report/"])) sizes.push([file.path, file.sizeBytes > 100_000]);
          expect(Object.fromEntries(sizes)).toEqual({ "report/large": true, "report/second": false });
          expect(await readFiles(sandbox, ["report/s*", "th*"])).toEqual({ "report/second": "2\n", third: "3\n" });
          expect(await readFiles(sandbox, ["nothing/**"])).toEqual({});
          await sandbox.dispose();
        },
      );

      promise(
        "none are given where none match or globs are none",
        { shell: "echo 1 >a", script: { FILES: '{"a":"1"}' } },
        async (program) => {
          const { sandbox } = await run(program);
          expect(await readFiles(sandbox, [])).toEqual({});
          await sandbox.dispose();
        },
      );
    });

    describe("ending it", () => {
      promise(
        "asks first: a command that listens ends as it likes",
        { shell: "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done", script: null },
        async (program) => {
          const { sandbox } = await start(program);
          const logs = sandbox.logs[Symbol.asyncIterator]();
          await readUntil(logs, "ready\n");
          await sandbox.kill(10_000);
          expect((await sandbox.exited).code).toBe(7);
          await readUntil(logs, "bye\n");
          await sandbox.dispose();
        },
      );

      promise(
        "insists where asking does not help",
        {
          shell: "trap '' TERM; echo ready; while :; do sleep 0.05; done",
          script: { IGNORE_TERM: "1", LOG_LINES: "1", LOG_TEXT: "ready", SLEEP_MS: "60000" },
        },
        async (program) => {
          const { sandbox } = await start(program);
          const logs = sandbox.logs[Symbol.asyncIterator]();
          await readUntil(logs, "ready\n");
          await sandbox.kill(200);
          expect((await sandbox.exited).code).not.toBe(0);
          expect((await logs.next()).done).toBe(true);
          await sandbox.dispose();
        },
      );

      const children = (word: string) =>
        `sh -c 'sleep 301; : ${word}' & setsid sh -c 'sleep 302; : ${word}' & (setsid sh -c 'sleep 303; : ${word}' &) ; echo ready;`;

      promise(
        "takes all children with it",
        { shell: `${children("w-kill")} wait; sleep 60`, script: null },
        async (program) => {
          const { sandbox } = await start(program);
          await readUntil(sandbox.logs[Symbol.asyncIterator](), "ready\n");
          await expect.poll(() => harness.isRunning("w-kill")).toBe(true);
          await sandbox.kill(0);
          expect(await harness.isRunning("w-kill")).toBe(false);
          await sandbox.dispose();
        },
      );

      promise(
        "what a command leaves running ends with it",
        { shell: `${children("w-exit")} exit 0`, script: null },
        async (program) => {
          const { sandbox, exit } = await run(program);
          expect(exit.code).toBe(0);
          expect(await harness.isRunning("w-exit")).toBe(false);
          await sandbox.dispose();
        },
      );

      promise("killing what has ended is fine", { shell: "exit 2", script: { EXIT_CODE: "2" } }, async (program) => {
        const { sandbox } = await run(program);
        await sandbox.kill(10);
        expect((await sandbox.exited).code).toBe(2);
        await sandbox.dispose();
      });

      promise(
        "disposing ends what runs, leaves nothing, and may be repeated",
        { shell: "sleep 60", script: { SLEEP_MS: "60000" } },
        async (program) => {
          const { spec, sandbox } = await start(program);
          await Promise.all([sandbox.dispose(), sandbox.dispose()]);
          await sandbox.dispose();
          await sandbox.exited.catch(() => undefined);
          expect(await executor.attach(sandbox.ref, spec)).toBeNull();
          expect((await executor.list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
        },
      );
    });

    describe("other workers", () => {
      const slow: Program = {
        shell:
          "echo first; while [ ! -e go ]; do sleep 0.02; i=$((i+1)); [ $i -gt 50 ] && touch go; done; echo last; exit 5",
        script: { LOG_LINES: "2", LOG_TEXT: "line {n}", SLEEP_MS: "1000", EXIT_CODE: "5" },
      };
      const wholeLog = () => (understands === "script" ? "line 1\nline 2\n" : "first\nlast\n");

      promise("find it, read its log from the first byte and learn its exit", slow, async (program) => {
        const { spec, sandbox } = await start(program);
        await readUntil(sandbox.logs[Symbol.asyncIterator](), "\n");
        await sandbox.detach();

        const other = harness.executor();
        const found = (await other.list()).find((ref) => ref.attemptId === spec.attemptId);
        expect(found).toEqual(sandbox.ref);
        const again = await other.attach(found!, spec);
        expect(await readLog(again!)).toBe(wholeLog());
        expect((await again!.exited).code).toBe(5);
        await again!.dispose();
        expect(await other.list()).not.toContainEqual(sandbox.ref);
        await other.close();
      });

      promise(
        "find it after its end, with its files",
        {
          shell: "echo x >kept; echo done; exit 6",
          script: { LOG_LINES: "1", LOG_TEXT: "done", EXIT_CODE: "6", FILES: '{"kept":"x\\n"}' },
        },
        async (program) => {
          const { spec, sandbox } = await run(program);
          await sandbox.detach();
          const other = harness.executor();
          const again = await other.attach(sandbox.ref, spec);
          expect((await again!.exited).code).toBe(6);
          expect(await readLog(again!)).toBe("done\n");
          expect(await readFiles(again!, ["kept"])).toEqual({ kept: "x\n" });
          await again!.dispose();
          await other.close();
        },
      );

      promise(
        "can end it",
        { shell: "trap '' TERM; echo ready; sleep 60 & wait; wait", script: { SLEEP_MS: "60000" } },
        async (program) => {
          const { spec, sandbox } = await start(program);
          await sandbox.detach();
          const other = harness.executor();
          const again = await other.attach(sandbox.ref, spec);
          await again!.kill(50);
          expect((await again!.exited).code).not.toBe(0);
          await again!.dispose();
          await other.close();
        },
      );

      promise(
        "letting go ends our log and leaves the command running",
        { shell: "echo ready; sleep 60", script: { LOG_LINES: "1", LOG_TEXT: "ready", SLEEP_MS: "60000" } },
        async (program) => {
          const { sandbox } = await start(program);
          const logs = sandbox.logs[Symbol.asyncIterator]();
          await readUntil(logs, "ready\n");
          const next = logs.next();
          await sandbox.detach();
          expect((await next).done).toBe(true);
          expect(await executor.list()).toContainEqual(sandbox.ref);
          await executor.remove(sandbox.ref);
          expect(await executor.list()).not.toContainEqual(sandbox.ref);
          await executor.remove(sandbox.ref);
        },
      );

      test("are told that there is nothing where there is nothing", async () => {
        const spec = await harness.spec({ shell: "exit 0", script: {} });
        expect(await executor.attach({ id: "none", jobId: spec.jobId, attemptId: spec.attemptId }, spec)).toBeNull();
        await executor.remove({ id: "none", jobId: spec.jobId, attemptId: spec.attemptId });
      });
    });

    describe("starting", () => {
      promise(
        "several at once keeps them apart",
        { shell: "echo $NAME; echo $NAME >name; sleep 0.1; exit $CODE", script: null },
        async (program) => {
          const runs = await Promise.all(
            [1, 2, 3, 4].map((n) => run({ ...program, variables: { NAME: `name-${n}`, CODE: String(n) } })),
          );
          for (const [index, { sandbox, exit, log }] of runs.entries()) {
            expect([exit.code, log]).toEqual([index + 1, `name-${index + 1}\n`]);
            expect(await readFiles(sandbox, ["name"])).toEqual({ name: log });
            await sandbox.dispose();
          }
        },
      );

      promise(
        "tells when all is prepared, before the command begins",
        { shell: "exit 0", script: {} },
        async (program) => {
          const spec = await harness.spec(program);
          let prepared = 0;
          const sandbox = await executor.start(spec, { ...go, onPrepared: () => prepared++ });
          expect(prepared).toBe(1);
          await sandbox.dispose();
        },
      );

      promise(
        "can be given up: nothing is left",
        { shell: "sleep 60", script: { PREPARE_MS: "60000" } },
        async (program) => {
          const spec = await harness.spec(program);
          const reason = new Error("the worker leaves");
          await expect(executor.start(spec, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
          const during = new AbortController();
          const started = executor.start(spec, { signal: during.signal, onPrepared: () => during.abort(reason) });
          during.abort(reason);
          await expect(started).rejects.toBe(reason);
          expect((await executor.list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
        },
      );

      promise(
        "that fails leaves nothing",
        { shell: "", script: { START_PROBLEM: "directory_not_found" } },
        async (program) => {
          const spec = { ...(await harness.spec(program)), image: null, directory: "/no/such/directory" };
          await expect(executor.start(spec, go)).rejects.toMatchObject({
            name: "Problem",
            code: "directory_not_found",
          });
          expect((await executor.list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
        },
      );
    });
  });
}
