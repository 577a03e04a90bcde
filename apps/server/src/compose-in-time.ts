import { Problem } from "@aac/core";
import { type Composition, compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { listening } from "./listening.ts";
import { serveHealth } from "./worker/health-server.ts";

/**
 * Composes, and until that is done answers health checks: alive, and not ready while the store is waited for. Null when
 * it is told to stop meanwhile.
 */
export async function composeInTime(config: Config, stop: Promise<string>): Promise<Composition | null> {
  const stopping = new AbortController();
  void stop.then(() => stopping.abort());
  let missing = new Problem("unavailable", "The store was not reached yet.");
  const port = config.role === "worker" ? config.workerPort : config.port;
  const checks = { store: () => Promise.reject(missing) };
  const health =
    config.mongoUri === null
      ? null
      : await listening({ ...config, port }, () => serveHealth({ port, host: config.host, checks }));
  const onWaiting = (problem: Problem) => {
    missing = problem;
    process.stderr.write(`aac: ${problem.message} Waiting for it …\n`);
  };
  try {
    return await compose(config, { onWaiting, signal: stopping.signal });
  } catch (error) {
    if (stopping.signal.aborted) return null;
    throw error;
  } finally {
    await health?.close();
  }
}
