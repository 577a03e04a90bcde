import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SessionOver } from "./agent-session.ts";
import { podFiles } from "./pod-files.ts";
import { podLog } from "./pod-log.ts";
import { type LocalAgent, startLocalAgent } from "../../../../../tests/services/kubernetes/local-agent.ts";

const never = new Promise<never>(() => {});
const goOn = new AbortController().signal;

const probe = await startLocalAgent();
await probe?.stop();

describe.runIf(probe !== null)("a talk with the agent", () => {
  let agent: LocalAgent;
  beforeEach(async () => {
    agent = (await startLocalAgent())!;
  });
  afterEach(() => agent.stop());

  const begin = (shell: string, more: Record<string, unknown> = {}) =>
    agent.session().ask("control", {
      control: {
        begin: {
          attempt: "attempt-1",
          command: ["/bin/sh", "-c", shell],
          variables: {},
          workingDirectory: agent.dir,
          usesEntrypoint: false,
          logLimitBytes: 1_000_000,
          ...more,
        },
      },
    });

  test("goes on where it was when its connection breaks: nothing of the log is lost or comes twice", async () => {
    await begin("for i in $(seq 1 40); do echo line $i; sleep 0.02; done");
    let text = "";
    let cuts = 0;
    for await (const bytes of podLog(agent.session(), { over: never, abandoned: goOn, mostBytes: Infinity })) {
      text += String(bytes);
      if (cuts++ % 4 === 0) agent.cut();
    }
    expect(text).toBe(Array.from({ length: 40 }, (_, i) => `line ${i + 1}\n`).join(""));
    expect(cuts).toBeGreaterThan(4);
  });

  test("begins a command once, however often it is asked to", async () => {
    await begin("echo once");
    await begin("echo once");
    await expect(begin("echo other", { attempt: "attempt-2" })).rejects.toMatchObject({ code: "sandbox_failed" });
    expect((await agent.session().ask("wait")).end).toMatchObject({ code: 0 });
    expect(String((await agent.session().ask("log", { from: 0, maxBytes: 100 })).data)).toBe("once\n");
  });

  test("tells that the disk is full where a log grows past its limit, and ends the command", async () => {
    await begin("yes", { logLimitBytes: 100_000 });
    expect((await agent.session().ask("wait")).end).toMatchObject({ limit: "disk", code: 137 });
  });

  test("learns the end of a command that puts something else where its log and its end are written down", async () => {
    await begin("rm log; mkfifo log exit exit.new; echo on");
    const session = agent.session();
    expect((await session.ask("wait")).end).toMatchObject({ code: 0 });
    expect((await session.ask("log", { from: 0, maxBytes: 100 })).end).toEqual({ isOver: true });
  });

  test("follows no link that a command puts in the place of its log", async () => {
    await begin("ln -sf /etc/passwd log");
    const session = agent.session();
    await session.ask("wait");
    expect(String((await session.ask("log", { from: 0, maxBytes: 100 })).data)).toBe("");
  });

  test("ends a log that a command makes longer than any may be", async () => {
    await begin("truncate -s 1T log");
    let bytes = 0;
    for await (const piece of podLog(agent.session(), { over: never, abandoned: goOn, mostBytes: 2_000_000 })) {
      bytes += piece.length;
    }
    expect(bytes).toBeGreaterThanOrEqual(2_000_000);
    expect(bytes).toBeLessThan(3_000_000);
  });

  test("reads nothing outside the working directory, whatever it is asked for", async () => {
    await begin("mkdir in; ln -s /etc/passwd in/link; ln -s /etc in/dir; echo x >in/file");
    const session = agent.session();
    await session.ask("wait");
    const files = await Array.fromAsync(podFiles(session, { workingDirectory: `${agent.dir}/in`, globs: ["**"] }));
    expect(files.map(({ path }) => path)).toEqual(["file"]);
    for (const path of ["link", "dir/passwd", "../begun", "/etc/passwd"]) {
      const asked = session.ask("read", { top: `${agent.dir}/in`, path, from: 0, maxBytes: 10 });
      await expect(asked).rejects.toMatchObject({ name: "Problem" });
    }
  });

  test("is over when it is closed or the agent is gone, and does not wait for it to come back", async () => {
    const [closed, left] = [agent.session(), agent.session()];
    const waiting = closed.ask("wait");
    closed.close();
    await expect(waiting).rejects.toBeInstanceOf(SessionOver);
    const forEver = left.ask("wait");
    forEver.catch(() => undefined);
    await agent.stop();
    await expect(forEver).rejects.toBeInstanceOf(SessionOver);
  });
});
