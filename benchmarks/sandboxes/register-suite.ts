import { type Client, followRun, type NewRun, type RunEvent } from "@aac/contract";
import { commandOf, type SandboxKind } from "./sandbox-kind.ts";

const place = { project: "benchmarks", suite: "suite" } as const;

/** Makes the suite that runs a script. */
export async function registerSuite(client: Client, source: SandboxKind["source"], script: string): Promise<void> {
  await client.call("createProject", { body: { slug: place.project } });
  const body = { slug: place.suite, ...source, command: commandOf(script) };
  await client.call("createSuite", { params: { project: place.project }, body });
}

/** The body of a trigger of that suite. */
export const newRun = { ...place } satisfies Partial<NewRun>;

/**
 * Triggers a run of it and follows it as the dashboard does, from the answer to its end; `onEvent` is told of each
 * event. Throws when the run does not pass.
 */
export async function runSuite(client: Client, onEvent: (event: RunEvent) => void): Promise<string> {
  const run = await client.call("createRun", { body: newRun });
  let verdict: string | null = null;
  for await (const event of followRun(client, run.id)) {
    onEvent(event);
    if (event.event === "run") verdict = event.data.verdict;
  }
  if (verdict !== "passed") throw new Error(`Run ${run.id} did not pass: ${verdict}.`);
  return run.id;
}
