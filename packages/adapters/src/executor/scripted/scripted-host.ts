import { type Clock, type Exit, Problem, type SandboxRef, type SandboxSpec } from "@aac/core";
import { readScript, type Script } from "./script.ts";

/** A sandbox as the host sees it: it goes on whatever becomes of the workers that watch it. */
export interface ScriptedSandbox {
  ref: SandboxRef;
  center: string;
  script: Script;
  exited: Promise<Exit>;
  isOver(): boolean;
  /** How many lines it has written. */
  written(): number;
  /** Resolves when there may be more lines than `lines`, or it is over. */
  changed(lines: number): Promise<void>;
  signal(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Where scripted sandboxes live: a host that several workers, one after the other or at once, may share. */
export interface ScriptedHost {
  /** Throws START_PROBLEM of the script after PREPARE_MS. */
  prepare(spec: SandboxSpec, signal: AbortSignal): Promise<Script>;
  start(spec: SandboxSpec, center: string, script: Script): ScriptedSandbox;
  find(id: string): ScriptedSandbox | null;
  all(): ScriptedSandbox[];
  remove(id: string): void;
}

/** The lines come in so many steps at most, so that a long log does not need as many wake-ups. */
const steps = 20;

export function createScriptedHost({ clock }: { clock: Clock }): ScriptedHost {
  const sandboxes = new Map<string, ScriptedSandbox>();
  const tried = new Set<string>();

  return {
    async prepare(spec, signal) {
      const script = readScript(spec, !tried.has(spec.jobId));
      tried.add(spec.jobId);
      if (script.prepareMs > 0) await clock.sleep(script.prepareMs, signal);
      signal.throwIfAborted();
      if (script.startProblem) throw new Problem(script.startProblem, `The script says ${script.startProblem}.`);
      return script;
    },
    start(spec, center, script) {
      const ref = { id: `scripted-${spec.attemptId}`, jobId: spec.jobId, attemptId: spec.attemptId };
      if (sandboxes.has(ref.id)) throw new Problem("sandbox_failed", `There is a sandbox ${ref.id} already.`);
      const sandbox = runScript(ref, center, script, clock, () => sandboxes.delete(ref.id));
      sandboxes.set(ref.id, sandbox);
      return sandbox;
    },
    find: (id) => sandboxes.get(id) ?? null,
    all: () => [...sandboxes.values()],
    remove(id) {
      sandboxes.get(id)?.signal("SIGKILL");
      sandboxes.delete(id);
    },
  };
}

function runScript(ref: SandboxRef, center: string, script: Script, clock: Clock, onLost: () => void): ScriptedSandbox {
  const ended = new AbortController();
  let killedBy: string | null = null;
  let written = 0;
  let isOver = false;
  let waiting = Promise.withResolvers<void>();
  const tell = () => {
    waiting.resolve();
    waiting = Promise.withResolvers();
  };

  const run = async (): Promise<Exit> => {
    const count = Math.min(steps, Math.max(script.lines, 1));
    for (let step = 1; step <= count && !ended.signal.aborted; step++) {
      written = Math.ceil((script.lines * step) / count);
      tell();
      if (script.sleepMs > 0) await clock.sleep(script.sleepMs / count, ended.signal);
    }
    if (killedBy === "crash") throw new Problem("sandbox_failed", "The script says that the sandbox is lost.");
    if (killedBy !== null) return { code: null, signal: killedBy, limit: null, problem: null };
    return script.exit;
  };
  const end = (by: string) => {
    if (isOver) return;
    killedBy ??= by;
    ended.abort();
  };
  if (script.crashAfterMs !== null) {
    void clock.sleep(script.crashAfterMs, ended.signal).then(() => {
      if (ended.signal.aborted || isOver) return;
      onLost();
      end("crash");
    });
  }
  const exited = run().finally(() => {
    isOver = true;
    ended.abort();
    tell();
  });
  exited.catch(() => undefined);

  return {
    ref,
    center,
    script,
    exited,
    isOver: () => isOver,
    written: () => written,
    changed: (lines) => (written > lines || isOver ? Promise.resolve() : waiting.promise),
    signal: (signal) => (signal === "SIGTERM" && script.ignoresTerm ? undefined : end(signal)),
  };
}
