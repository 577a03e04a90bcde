import type { ProcessEntry, ProcessTable } from "./process-table.ts";

export interface ProcessFamily {
  /** Those of the family that run, given what runs on the host. */
  pick(running: readonly ProcessEntry[]): ProcessEntry[];
  /** Ends all of them for good; resolves when none is left, or with how many are after ten seconds. */
  end(): Promise<number>;
}

/** Time for the kernel to end what was killed: only a process in an uninterruptible wait takes longer. */
const reapMs = 10_000;

/**
 * A command and all that came of it: its session, its process group, and what descends from these, also when it was
 * seen to do so once and has left since. Last, what carries the command's own setting in its environment, such as a
 * daemon that left before it was ever seen. `leaderPid` is null when the command itself has ended.
 */
export function processFamily(leaderPid: number | null, setting: string, table: ProcessTable): ProcessFamily {
  /** Pid to start time of all that were seen. */
  const seen = new Map<number, string>();
  let leader = leaderPid;

  const pick = (running: readonly ProcessEntry[]) => {
    const children = Map.groupBy(running, (entry) => entry.parent);
    const found = new Set<ProcessEntry>();
    const add = (entry: ProcessEntry) => {
      if (found.has(entry)) return;
      found.add(entry);
      seen.set(entry.pid, entry.startedAt);
      children.get(entry.pid)?.forEach(add);
    };
    const known = leader === null ? undefined : seen.get(leader);
    // Its pid was given to another process, which is none of ours.
    if (known && running.some((entry) => entry.pid === leader && entry.startedAt !== known)) leader = null;
    for (const entry of running) {
      const isOurs = entry.pid === leader || entry.session === leader || entry.group === leader;
      if (isOurs || seen.get(entry.pid) === entry.startedAt) add(entry);
    }
    return [...found];
  };

  return {
    pick,
    async end() {
      const deadline = performance.now() + reapMs;
      for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 50)) {
        const running = await table.read();
        const marked = new Set(await table.withVariable(setting));
        for (const entry of running) if (marked.has(entry.pid)) seen.set(entry.pid, entry.startedAt);
        const left = pick(running);
        if (left.length === 0 || performance.now() > deadline) return left.length;
        for (const { pid } of left) endProcess(pid, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    },
  };
}

/** A negative pid means the whole group. False when there is none. */
export function endProcess(pid: number, signal: "SIGTERM" | "SIGKILL"): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
