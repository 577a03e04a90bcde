import { describe, expect } from "vitest";
import { type ExecutorBench, readFiles, readUntil, textOf } from "./executor-bench.ts";

/** That nothing of what a command leaves is lost: its log and its files. */
export function outputConformance(bench: ExecutorBench): void {
  const { promise, run, start } = bench;

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
      "are given while the command runs, as they are at that moment, and complete after its exit",
      {
        shell: "mkdir report; echo 1 >report/first; echo ready; sleep 2; echo 2 >>report/first; echo 3 >report/second",
        script: null,
      },
      async (program) => {
        const { sandbox } = await start(program);
        const logs = sandbox.logs[Symbol.asyncIterator]();
        await readUntil(logs, "ready\n");
        for (let look = 0; look < 2; look++)
          expect(await readFiles(sandbox, ["report/"])).toEqual({ "report/first": "1\n" });
        while (!(await logs.next()).done);
        expect(await sandbox.exited).toMatchObject({ code: 0 });
        expect(await readFiles(sandbox, ["report/"])).toEqual({ "report/first": "1\n2\n", "report/second": "3\n" });
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
}
