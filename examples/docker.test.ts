import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dockerAt } from "../tests/services/docker.ts";
import { makeBusyboxImage, makeNodeImage } from "../tests/services/images.ts";

const host = inject("docker.host");

/** The examples whose base image can be made of this machine's programs, without a registry. */
const examples = [
  { slug: "shell", argument: "SHELL_IMAGE", makeBase: makeBusyboxImage, passed: "5 tests, 0 failed" },
  { slug: "node", argument: "NODE_IMAGE", makeBase: makeNodeImage, passed: "pass 7" },
];

describe.skipIf(host === null).each(examples)(
  "the image of the $slug example",
  ({ slug, argument, makeBase, passed }) => {
    const base = `aac-test-examples:${slug}-base`;
    const image = `aac-test-examples:${slug}`;

    beforeAll(async () => {
      await makeBase(host!, base);
      await build(join(import.meta.dirname, slug), image, { [argument]: base });
    });
    afterAll(async () => {
      for (const tag of [image, base]) await dockerAt(host!).getImage(tag).remove({ force: true });
    });

    test("runs the folder it is told, without a network, and exits with the outcome", async () => {
      const smoke = await run(image, ["/bin/sh", "/app/entrypoint.sh", "smoke"]);
      expect(smoke.output).toContain(passed);
      expect(smoke.exitCode).toBe(0);
    });

    test("runs all tests when it is told nothing", async () => {
      expect((await run(image, [])).exitCode).toBe(1);
    });
  },
);

async function build(context: string, tag: string, buildargs: Record<string, string>): Promise<void> {
  const docker = dockerAt(host!);
  const progress = await docker.buildImage(
    { context, src: await readdir(context) },
    { t: tag, buildargs, networkmode: "none" },
  );
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

async function run(image: string, command: string[]): Promise<{ exitCode: number; output: string }> {
  const output = new PassThrough();
  const chunks: string[] = [];
  output.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  const [{ StatusCode }] = await dockerAt(host!).run(image, command, output, {
    Tty: true,
    HostConfig: { AutoRemove: true, NetworkMode: "none" },
  });
  return { exitCode: StatusCode, output: chunks.join("") };
}
