import type { Bus, Clock, Executor, Queue, Sandbox, Store } from "@aac/core";

/** What stands between a simulated process and everything outside it. */
export interface Gate {
  /** Passes a call through: later when the process is paused, never when it is dead, and so with its answer. */
  pass<T>(call: () => T | Promise<T>): Promise<T>;
  isDead(): boolean;
  kill(): void;
  pause(): void;
  resume(): void;
}

export function createGate(): Gate {
  let dead = false;
  let paused: { promise: Promise<void>; resolve: () => void } | null = null;
  const never = new Promise<never>(() => undefined);
  const open = async (): Promise<void> => {
    while (paused && !dead) await paused.promise;
    if (dead) await never;
  };
  return {
    async pass(call) {
      if (dead || paused) await open();
      // What was called before a crash may have happened; its answer reaches nobody.
      const settled = await Promise.resolve()
        .then(call)
        .then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
      if (dead || paused) await open();
      if ("error" in settled) throw settled.error;
      return settled.value;
    },
    isDead: () => dead,
    kill() {
      dead = true;
      paused?.resolve();
    },
    pause() {
      paused ??= Promise.withResolvers<void>();
    },
    resume() {
      const before = paused;
      paused = null;
      before?.resolve();
    },
  };
}

/** An object of ports' kind whose every method, also of the objects within it, passes the gate. */
function behind<T extends object>(gate: Gate, port: T, before: () => Promise<void> = async () => undefined): T {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === "function") {
        return (...given: unknown[]) => gate.pass(async () => (await before(), Reflect.apply(value, target, given)));
      }
      return typeof value === "object" && value !== null ? behind(gate, value, before) : value;
    },
  });
}

/** The store as a process sees it; `delay` is what the way there costs, or throws when there is none. */
export function storeBehind(gate: Gate, store: Store, delay: () => Promise<void>): Store {
  return {
    system: behind(gate, store.system, delay),
    tenant: (orgId) => behind(gate, store.tenant(orgId), delay),
    check: () => gate.pass(() => store.check()),
    close: async () => undefined,
  };
}

export function clockBehind(gate: Gate, clock: Clock, offset: () => number): Clock {
  return {
    now: () => clock.now() + offset(),
    sleep: (ms, signal) => gate.pass(() => clock.sleep(ms, signal)),
  };
}

export function queueBehind(gate: Gate, queue: Queue): Queue {
  return {
    ...behind(gate, queue),
    wake: (message) => gate.pass(() => queue.wake(message)),
    // A dead consumer takes no more; what it had taken is lost with it, as a broker would only redeliver later.
    consume: (handle, options) =>
      queue.consume((message) => (gate.isDead() ? Promise.resolve() : gate.pass(() => handle(message))), options),
    depth: () => gate.pass(() => queue.depth()),
  };
}

export function busBehind(gate: Gate, bus: Bus): Bus {
  return {
    ...bus,
    publish: (news) => void gate.pass(() => bus.publish(news)),
    subscribe: (topic, listener) => bus.subscribe(topic, (news) => void gate.pass(() => listener(news))),
  };
}

/** Sandboxes live on when the process that watches them dies; what it sees of them passes the gate. */
export function executorBehind(gate: Gate, executor: Executor): Executor {
  const sandboxBehind = (sandbox: Sandbox): Sandbox => {
    const exited = gate.pass(() => sandbox.exited);
    exited.catch(() => undefined);
    return {
      ref: sandbox.ref,
      image: sandbox.image,
      workingDirectory: sandbox.workingDirectory,
      logs: (async function* () {
        const iterator = sandbox.logs[Symbol.asyncIterator]();
        for (;;) {
          const next = await gate.pass(() => iterator.next());
          if (next.done) return;
          yield next.value;
        }
      })(),
      exited,
      kill: (graceMs) => gate.pass(() => sandbox.kill(graceMs)),
      files: (globs) => sandbox.files(globs),
      dispose: () => gate.pass(() => sandbox.dispose()),
      detach: () => gate.pass(() => sandbox.detach()),
    };
  };
  return {
    name: executor.name,
    isolates: executor.isolates,
    check: () => executor.check(),
    start: async (spec, options) => sandboxBehind(await gate.pass(() => executor.start(spec, options))),
    list: () => gate.pass(() => executor.list()),
    attach: async (ref, spec) => {
      const sandbox = await gate.pass(() => executor.attach(ref, spec));
      return sandbox && sandboxBehind(sandbox);
    },
    remove: (ref) => gate.pass(() => executor.remove(ref)),
    close: async () => undefined,
  };
}
