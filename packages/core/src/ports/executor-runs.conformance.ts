import { describe, expect } from "vitest";
import { type ExecutorBench, type Program, readLog } from "./executor-bench.ts";

/** That a command gets what it was promised, and that how it ended is told. */
export function runsConformance(bench: ExecutorBench): void {
  const { promise, run, start } = bench;

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

  describe.runIf(bench.understands === "shell")("environment", () => {
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
}
