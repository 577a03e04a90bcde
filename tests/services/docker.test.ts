import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, inject, test } from "vitest";
import { dockerAt, startOwnDocker } from "./docker.ts";
import { makeBusyboxImage, makeNodeImage } from "./images.ts";

const host = inject("docker.host");

async function run(engine: string, image: string, command: string[]): Promise<string> {
  const output = new PassThrough();
  const [{ StatusCode }] = await dockerAt(engine).run(image, command, output, {
    HostConfig: { AutoRemove: true },
    Tty: true,
  });
  expect(StatusCode).toBe(0);
  return String(output.read() ?? "")
    .trim()
    .replaceAll("\r\n", " ");
}

describe.skipIf(host === null)("images made of this machine's programs", () => {
  test("the busybox image runs a shell, starts in /app and knows the user nobody", async () => {
    await makeBusyboxImage(host!, "aac-test-services:busybox");
    const script = "pwd; id -u nobody; echo ok | /usr/bin/env sed s/ok/yes/";
    expect(await run(host!, "aac-test-services:busybox", ["/bin/sh", "-c", script])).toBe("/app 65534 yes");
  });

  test("the node image runs the node that runs this test", async () => {
    await makeNodeImage(host!, "aac-test-services:node");
    expect(await run(host!, "aac-test-services:node", ["node", "--version"])).toBe(process.version);
  });
});

const engine = await startOwnDocker();

describe.skipIf(engine === null)("an engine of its own", () => {
  test("runs containers with a network, and leaves nothing behind when it is stopped, also twice", async () => {
    await makeBusyboxImage(engine!.url, "own:latest");
    expect(await run(engine!.url, "own", ["ip", "-o", "-4", "address", "show", "eth0"])).toMatch(/inet 10\.213\./);
    await engine!.stop();
    await engine!.stop();
    expect(existsSync(new URL(engine!.url).pathname)).toBe(false);
    expect(existsSync(new URL(".", engine!.url.replace("unix:", "file:")))).toBe(false);
  });
});
