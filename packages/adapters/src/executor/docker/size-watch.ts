import type Docker from "dockerode";
import { ask } from "./engine.ts";

const intervalMs = 5000;

/**
 * Calls back, once, when what a container has written to its own layer takes more than its share of the disk. The engine
 * counts it file by file, so it is asked seldom, and the more seldom the longer it takes; volumes are not counted.
 */
export function watchSize(docker: Docker, id: string, limitBytes: number, onExceeded: () => void): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const look = async () => {
    const startedAt = performance.now();
    const info = await ask((abortSignal) => inspectSize(docker, id, abortSignal)).catch(() => null);
    if (isStopped) return;
    if ((info?.SizeRw ?? 0) > limitBytes) onExceeded();
    else again(Math.max(intervalMs, (performance.now() - startedAt) * 50));
  };
  const again = (ms: number) => {
    timer = setTimeout(() => void look(), ms).unref();
  };
  again(intervalMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

const inspectSize = (docker: Docker, id: string, abortSignal: AbortSignal) =>
  docker.getContainer(id).inspect({ size: true, abortSignal } as Docker.ContainerInspectOptions) as Promise<{
    SizeRw?: number;
  }>;
