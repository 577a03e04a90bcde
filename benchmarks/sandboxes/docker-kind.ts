import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { dockerAt } from "../../tests/services/docker.ts";
import { makeBusyboxImage } from "../../tests/services/images.ts";
import { until } from "../until.ts";
import { commandOf, type SandboxKind } from "./sandbox-kind.ts";

const image = "aac-benchmarks:busybox";

/** Containers of the engine at `host`, made of this machine's busybox. */
export async function createDockerKind(host: string): Promise<SandboxKind> {
  const docker = dockerAt(host);
  await makeBusyboxImage(host, image);
  return {
    name: "docker",
    bare: "bare engine API",
    environment: { EXECUTOR_URL: "docker:", DOCKER_HOST: host },
    source: { image },
    runBare: (script) => runContainer(docker, commandOf(script)),
    async untilIdle(dataDir) {
      const filters = { label: [`aac.center=${dataDir}`] };
      await until("containers are removed", async () =>
        (await docker.listContainers({ all: true, filters })).length === 0 ? true : null,
      );
    },
  };
}

/** What `docker run --rm` does: create, attach, start, and read. */
async function* runContainer(docker: Docker, command: string[]): AsyncGenerator<Uint8Array> {
  const container = await docker.createContainer({ Image: image, Cmd: command });
  try {
    const frames = await container.attach({ stream: true, stdout: true, stderr: true });
    const output = new PassThrough();
    docker.modem.demuxStream(frames, output, output);
    frames.once("end", () => output.end());
    await container.start();
    yield* output;
  } finally {
    await container.remove({ force: true });
  }
}
