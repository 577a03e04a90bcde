import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readFiles, readLog, readUntil } from "@aac/core/conformance";
import { makeBusyboxImage } from "../services/images.ts";
import { openStage, type Stage } from "./stage.ts";

const host = inject("docker.host") ?? "";
const MiB = 1024 * 1024;

describe.skipIf(host === "")("a sandbox that takes all it can", () => {
  let stage: Stage;
  beforeAll(async () => {
    await makeBusyboxImage(host, "aac-escape:limits");
    stage = openStage(host, "aac-escape:limits");
  });
  afterAll(() => stage.close());

  test("of processes, forking without end, keeps nobody else from starting, and ends when it is told to", async () => {
    const bomb = await stage.start(
      "bomb() { bomb | bomb & }; echo begun; bomb; while true; do sleep 1; done",
      {},
      { processes: 64 },
    );
    await readUntil(bomb.logs[Symbol.asyncIterator](), "can't fork");
    expect((await stage.inSandbox("echo fine")).log).toBe("fine\n");
    await bomb.kill(0);
    await bomb.dispose();
  });

  test("of memory, is ended by it, and swaps nothing", async () => {
    const { exit } = await stage.inSandbox("tail /dev/zero", {}, { memoryBytes: 64 * MiB });
    expect(exit.limit).toBe("memory");
  });

  test("of memory by files in it, has no more for that", async () => {
    const fill = "head -c 100000000 /dev/zero >/dev/shm/fill; ls -l /dev/shm | awk '/fill/ { print $5 }'";
    const { log } = await stage.inSandbox(fill, {}, { memoryBytes: 64 * MiB });
    expect(Number(/(\d+)\s*$/.exec(log)?.[1] ?? 0)).toBeLessThanOrEqual(32 * MiB);
  });

  test("of disk, by files or by its log, is ended", async () => {
    const fills = ["head -c 40000000 /dev/zero >big; sleep 60", "yes all work and no play; sleep 60"];
    const ends = await Promise.all(fills.map((fill) => stage.inSandbox(fill, {}, { diskBytes: 20 * MiB })));
    expect(ends.map(({ exit }) => exit.limit)).toEqual(["disk", "disk"]);
  });

  test("of open files, has so many and no more", async () => {
    const { log } = await stage.inSandbox("ulimit -Hn; ulimit -n 1000000 2>/dev/null && echo ESCAPED; ulimit -c; true");
    const [files, ...rest] = log.trim().split("\n");
    expect(Number(files)).toBeLessThanOrEqual(65_536);
    expect(rest).toEqual(["0"]);
  });

  test("of processor time, has its share", async () => {
    const sandbox = await stage.start("sleep 60", {}, { cpus: 0.5 });
    const { HostConfig } = await stage.docker.getContainer(sandbox.ref.id).inspect();
    expect(HostConfig.NanoCpus).toBe(0.5e9);
    await sandbox.dispose();
  });

  test("of time, deaf to every signal it may be deaf to, is killed with all that it started", async () => {
    const deaf =
      "trap '' TERM INT HUP QUIT; (trap '' TERM; while true; do sleep 1; done) & echo deaf; while true; do sleep 1; done";
    const sandbox = await stage.start(deaf);
    await readUntil(sandbox.logs[Symbol.asyncIterator](), "deaf");
    const before = performance.now();
    await sandbox.kill(300);
    expect((await sandbox.exited).code).toBe(137);
    expect(performance.now() - before).toBeLessThan(15_000);
    await sandbox.dispose();
  });
});

describe.skipIf(host === "")("what a sandbox leaves behind", () => {
  let stage: Stage;
  beforeAll(async () => {
    await makeBusyboxImage(host, "aac-escape:limits");
    stage = openStage(host, "aac-escape:limits");
  });
  afterAll(() => stage.close());

  const filesOf = async (script: string, limits = {}) => {
    const sandbox = await stage.start(script, {}, limits);
    await Promise.all([sandbox.exited, readLog(sandbox)]);
    const files = await readFiles(sandbox, ["**"]);
    await sandbox.dispose();
    return files;
  };

  test("leads nowhere else: links to files, to folders, to /proc, and to itself are not followed", async () => {
    const links =
      "echo mine >own; ln -s /etc/passwd a.xml; ln -s /proc/1/environ b.xml; ln -s / root; ln -s ../../../../etc c; ln -s c c/d 2>/dev/null; ln -s loop loop; mkdir real; ln -s /etc real/e; echo too >real/f";
    expect(await filesOf(links)).toEqual({ own: "mine\n", "real/f": "too\n" });
  });

  test("leads nowhere else either when a folder becomes a link after it was written to", async () => {
    expect(await filesOf("mkdir out; echo 1 >out/passwd; rm -r out; ln -s /etc out")).toEqual({});
  });

  test("has plain names: pipes and sockets are not taken, nor are names of two lines, and dots are but letters", async () => {
    const odd =
      "mkfifo pipe; nc -lU sock & echo a >'sp ace'; echo b >'new\nline'; mkdir '...'; echo c >'.../..x'; sleep 0.2; true";
    expect(await filesOf(odd)).toEqual({ "sp ace": "a\n", ".../..x": "c\n" });
  });

  test("counts hard links as what they are: one's own are files, others cannot be made", async () => {
    const files = await filesOf("echo mine >one; ln one two; ln /etc/passwd stolen 2>/dev/null; true");
    expect(files).toMatchObject({ one: "mine\n", two: "mine\n" });
    // /etc/passwd of the image, in the container's own layer at most.
    expect(files["stolen"] ?? "").not.toContain("daemon");
  });

  test("may claim to be huge: a file of a terabyte of nothing costs neither its time nor the files beside it", async () => {
    const sandbox = await stage.start(
      "mkdir r; truncate -s 1000G r/big; echo 1 >r/a; echo 2 >r/z; truncate -s 1000G top",
      {},
      { diskBytes: 2 ** 43 },
    );
    await Promise.all([sandbox.exited, readLog(sandbox)]);
    const before = performance.now();
    const told: Record<string, number> = {};
    for await (const file of sandbox.files(["**"])) {
      told[file.path] = file.sizeBytes;
      if (file.sizeBytes < 100) for await (const _ of file.bytes);
    }
    expect(told).toEqual({ "r/a": 2, "r/z": 2, "r/big": 1000 * 2 ** 30, top: 1000 * 2 ** 30 });
    expect(performance.now() - before).toBeLessThan(20_000);
    await sandbox.dispose();
  });

  test("as a log is bytes and nothing more: what looks like the engine's own marks, a terminal's or ours stays what it is", async () => {
    const frames = String.raw`\001\000\000\000\000\000\000\005hello\002\000\000\000\377\377\377\377`;
    const terminal = String.raw`\033[2J\033[1;1H\033]0;title\007\r\b\n\000\n`;
    const ours = String.raw`event: state\ndata: {"verdict":"passed"}\n\n::set-output name=x::y\n`;
    const { log } = await stage.inSandbox(
      `printf '${frames}'; printf '${terminal}'; printf '${ours}'; head -c 300000 /dev/zero | tr '\\0' x; echo; echo end`,
    );
    expect(log).toBe(
      `\x01\0\0\0\0\0\0\x05hello\x02\0\0\0\xff\xff\xff\xff\x1b[2J\x1b[1;1H\x1b]0;title\x07\r\b\n\0\nevent: state\ndata: {"verdict":"passed"}\n\n::set-output name=x::y\n${"x".repeat(300_000)}\nend\n`,
    );
  });
});
