import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { engineProblem, statusOf } from "./engine-problem.ts";
import { ask, askFor } from "./engine.ts";

/** Removes a container with its own volumes, running or not. Fine when it is gone, or going. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  for (;;) {
    try {
      await ask((abortSignal) => docker.getContainer(id).remove({ force: true, v: true, abortSignal }));
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      // Somebody else is removing it: it is gone when it is not found any more.
      if (statusOf(error) !== 409) throw engineProblem(error);
      await sleep(50);
    }
  }
}

/** The same for a sandbox, with what holds its network. */
export async function removeSandbox(docker: Docker, id: string): Promise<void> {
  const info = await askFor((abortSignal) => docker.getContainer(id).inspect({ abortSignal }));
  await removeContainer(docker, id);
  const holder = holderOf(info?.HostConfig.NetworkMode ?? "");
  if (holder !== null) await removeContainer(docker, holder);
}

/** The container whose network another one has joined; null where it has one of another kind. */
export function holderOf(networkMode: string): string | null {
  return networkMode.startsWith("container:") ? networkMode.slice("container:".length) : null;
}
