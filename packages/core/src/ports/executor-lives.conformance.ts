import { describe, expect, test } from "vitest";
import { type ExecutorBench, go, type Program, readFiles, readLog, readUntil } from "./executor-bench.ts";

/** That a sandbox begins, goes from hand to hand, and ends without a trace. */
export function livesConformance(bench: ExecutorBench): void {
  const { promise, run, start } = bench;

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
        await expect.poll(() => bench.isRunning("w-kill")).toBe(true);
        await sandbox.kill(0);
        expect(await bench.isRunning("w-kill")).toBe(false);
        await sandbox.dispose();
      },
    );

    promise(
      "what a command leaves running ends with it",
      { shell: `${children("w-exit")} exit 0`, script: null },
      async (program) => {
        const { sandbox, exit } = await run(program);
        expect(exit.code).toBe(0);
        expect(await bench.isRunning("w-exit")).toBe(false);
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
        expect(await bench.executor().attach(sandbox.ref, spec)).toBeNull();
        expect((await bench.executor().list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
      },
    );
  });

  describe("other workers", () => {
    const slow: Program = {
      shell:
        "echo first; while [ ! -e go ]; do sleep 0.02; i=$((i+1)); [ $i -gt 50 ] && touch go; done; echo last; exit 5",
      script: { LOG_LINES: "2", LOG_TEXT: "line {n}", SLEEP_MS: "1000", EXIT_CODE: "5" },
    };
    const wholeLog = () => (bench.understands === "script" ? "line 1\nline 2\n" : "first\nlast\n");

    promise("find it, read its log from the first byte and learn its exit", slow, async (program) => {
      const { spec, sandbox } = await start(program);
      await readUntil(sandbox.logs[Symbol.asyncIterator](), "\n");
      await sandbox.detach();

      const other = bench.another();
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
        const other = bench.another();
        const again = await other.attach(sandbox.ref, spec);
        expect((await again!.exited).code).toBe(6);
        expect(await readLog(again!)).toBe("done\n");
        expect(await readFiles(again!, ["kept"])).toEqual({ kept: "x\n" });
        await again!.dispose();
        await other.close();
      },
    );

    promise(
      "read the same lines in the same order, whichever stream they were written to",
      {
        shell: [
          "i=0; while [ $i -lt 1500 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done",
          "head -c 40000 /dev/zero | tr '\\0' x; echo; echo; head -c 16384 /dev/zero | tr '\\0' y; echo; printf end",
        ].join("\n"),
        script: { LOG_LINES: "3000" },
      },
      async (program) => {
        const { spec, sandbox, log } = await run(program);
        await sandbox.detach();
        const other = bench.another();
        const again = await other.attach(sandbox.ref, spec);
        expect(await readLog(again!)).toBe(log);
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
        const other = bench.another();
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
        expect(await bench.executor().list()).toContainEqual(sandbox.ref);
        await bench.executor().remove(sandbox.ref);
        expect(await bench.executor().list()).not.toContainEqual(sandbox.ref);
        await bench.executor().remove(sandbox.ref);
      },
    );

    test("are told that there is nothing where there is nothing", async () => {
      const spec = await bench.spec({ shell: "exit 0", script: {} });
      expect(
        await bench.executor().attach({ id: "none", jobId: spec.jobId, attemptId: spec.attemptId }, spec),
      ).toBeNull();
      await bench.executor().remove({ id: "none", jobId: spec.jobId, attemptId: spec.attemptId });
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
        const spec = await bench.spec(program);
        let prepared = 0;
        const sandbox = await bench.executor().start(spec, { ...go, onPrepared: () => prepared++ });
        expect(prepared).toBe(1);
        await sandbox.dispose();
      },
    );

    promise("tells its steps as each begins", { shell: "exit 0", script: {} }, async (program) => {
      const spec = await bench.spec(program);
      const told: string[] = [];
      const sandbox = await bench.executor().start(spec, {
        ...go,
        onPrepared: () => told.push("prepared"),
        onStep: (step) => told.push(step),
      });
      const steps = told.filter((each) => each !== "image");
      expect([steps[0], ...steps.slice(-2)]).toEqual(["create", "prepared", "start"]);
      await sandbox.dispose();
    });

    promise(
      "can be given up: nothing is left",
      { shell: "sleep 60", script: { PREPARE_MS: "60000" } },
      async (program) => {
        const spec = await bench.spec(program);
        const reason = new Error("the worker leaves");
        await expect(bench.executor().start(spec, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        const during = new AbortController();
        const started = bench.executor().start(spec, { signal: during.signal, onPrepared: () => during.abort(reason) });
        during.abort(reason);
        await expect(started).rejects.toBe(reason);
        expect((await bench.executor().list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
      },
    );

    promise(
      "that fails leaves nothing",
      { shell: "", script: { START_PROBLEM: "directory_not_found" } },
      async (program) => {
        const spec = { ...(await bench.spec(program)), image: null, directory: "/no/such/directory" };
        await expect(bench.executor().start(spec, go)).rejects.toMatchObject({
          name: "Problem",
          code: "directory_not_found",
        });
        expect((await bench.executor().list()).map((ref) => ref.attemptId)).not.toContain(spec.attemptId);
      },
    );
  });
}
