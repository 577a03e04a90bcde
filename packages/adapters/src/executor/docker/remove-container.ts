import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { engineProblem, statusOf } from "./engine-problem.ts";
import { ask } from "./engine.ts";

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
