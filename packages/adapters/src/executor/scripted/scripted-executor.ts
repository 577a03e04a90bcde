import type { Clock, Executor, Sandbox, SandboxFile, SandboxSpec } from "@aac/core";
import { fileGlobs } from "../file-globs.ts";
import { refuseIsolation } from "../refuse-isolation.ts";
import type { ScriptedHost, ScriptedSandbox } from "./scripted-host.ts";

/** The lines that are handed over at a time. */
const linesAtOnce = 1000;

/**
 * Runs nothing: its sandboxes do what the variables of their spec say (see `Script`), by a clock that is passed in. For
 * tests of whatever uses an executor. Executors that share a host see each other's sandboxes, as restarted workers do.
 */
export function createScriptedExecutor({
  host,
  clock,
  center,
}: {
  host: ScriptedHost;
  clock: Clock;
  center: string;
}): Executor {
  return {
    name: "scripted",
    isolates: true,
    check: async () => ({ detail: "Sandboxes that only pretend." }),
    async start(spec, { signal, onPrepared, onStep }) {
      refuseIsolation("scripted", spec);
      signal.throwIfAborted();
      onStep?.("create");
      const script = await host.prepare(spec, signal);
      onPrepared?.();
      onStep?.("start");
      return handleOn(host, clock, host.start(spec, center, script), spec);
    },
    list: async () => ours(host, center).map((sandbox) => sandbox.ref),
    async attach(ref, spec) {
      const found = ours(host, center).find((sandbox) => sandbox.ref.id === ref.id);
      return found ? handleOn(host, clock, found, spec) : null;
    },
    async remove(ref) {
      if (ours(host, center).some((sandbox) => sandbox.ref.id === ref.id)) host.remove(ref.id);
    },
    async close() {},
  };
}

const ours = (host: ScriptedHost, center: string) => host.all().filter((sandbox) => sandbox.center === center);

function handleOn(host: ScriptedHost, clock: Clock, sandbox: ScriptedSandbox, spec: SandboxSpec): Sandbox {
  const detached = new AbortController();
  const untilDetached = new Promise<void>((resolve) => detached.signal.addEventListener("abort", () => resolve()));
  const exited = Promise.race([sandbox.exited, untilDetached.then(() => new Promise<never>(() => {}))]);
  exited.catch(() => undefined);

  return {
    ref: sandbox.ref,
    image: null,
    workingDirectory: spec.workingDirectory,
    exited,
    logs: (async function* () {
      const { text } = sandbox.script;
      for (let line = 0; !detached.signal.aborted;) {
        const isOver = sandbox.isOver();
        const until = Math.min(sandbox.written(), line + linesAtOnce);
        if (until > line) {
          const lines = Array.from(
            { length: until - line },
            (_, i) => `${text.replaceAll("{n}", String(line + i + 1))}\n`,
          );
          line = until;
          yield new TextEncoder().encode(lines.join(""));
        } else if (isOver) return;
        else await Promise.race([sandbox.changed(line), untilDetached]);
      }
    })(),
    async kill(graceMs) {
      if (graceMs > 0 && !sandbox.isOver()) {
        sandbox.signal("SIGTERM");
        const settled = sandbox.exited.catch(() => undefined);
        const enough = new AbortController();
        await Promise.race([settled, clock.sleep(graceMs, enough.signal)]);
        enough.abort();
      }
      sandbox.signal("SIGKILL");
      await sandbox.exited.catch(() => undefined);
    },
    async *files(globs): AsyncGenerator<SandboxFile> {
      const { matches } = fileGlobs(globs);
      for (const [path, content] of sandbox.script.files) {
        if (!matches(path)) continue;
        const bytes = new TextEncoder().encode(content);
        yield {
          path,
          sizeBytes: bytes.length,
          bytes: (async function* () {
            yield bytes;
          })(),
        };
      }
    },
    async dispose() {
      host.remove(sandbox.ref.id);
      await sandbox.exited.catch(() => undefined);
    },
    async detach() {
      detached.abort();
    },
  };
}
