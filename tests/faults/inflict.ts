import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { commandRedis } from "../services/redis.ts";
import type { FaultyEngine } from "./faulty-engine.ts";
import type { PlannedFault } from "./plan.ts";
import type { RealCenter } from "./real-center.ts";

/** What was done, and when (milliseconds since the epoch). */
export interface Inflicted {
  fault: PlannedFault;
  from: number;
  to: number;
}

/** What hurts a center; several at once are fine, but nothing happens to a process while something else does. */
export interface Injury {
  inflict(fault: PlannedFault): Promise<Inflicted>;
}

export function createInjury(center: RealCenter, engine: FaultyEngine | null): Injury {
  const busy = new Map<string, Promise<unknown>>();
  const oneByOne = <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const next = (busy.get(what) ?? Promise.resolve()).then(work);
    busy.set(
      what,
      next.catch(() => undefined),
    );
    return next;
  };

  const hurt = async (fault: PlannedFault): Promise<void> => {
    if (fault.kind === "lockDatabase") return lockDatabase(center, fault.forMs);
    if (fault.kind === "killEngine") return engine?.kill(fault);
    if (fault.kind === "fillDisk") {
      await center.disk?.fill();
      await pause(fault.forMs);
      return center.disk?.empty();
    }
    if (!("member" in fault)) return hurtServer(center, fault);
    if (fault.kind === "cutLink") {
      const link = await center.servers?.link(fault.member, fault.server);
      link?.cut();
      await pause(fault.forMs);
      return link?.mend();
    }
    const member = center.members.get(fault.member)!;
    if (fault.kind === "pause") {
      await member.signal("SIGSTOP");
      await pause(fault.forMs);
      return member.signal("SIGCONT");
    }
    if (fault.kind === "hang") {
      await member.signal("SIGSTOP");
      await pause(fault.forMs);
    }
    await member.signal(fault.kind === "restart" ? "SIGTERM" : "SIGKILL");
    if (fault.kind !== "restart") await pause(fault.backAfterMs);
    return member.start();
  };

  return {
    inflict: (fault) =>
      oneByOne("server" in fault ? fault.server : "member" in fault ? fault.member : fault.kind, async () => {
        const from = Date.now();
        await hurt(fault);
        return { fault, from, to: Date.now() };
      }),
  };
}

type ServerFault = Extract<PlannedFault, { kind: "killServer" | "pauseServer" | "flushCache" }>;

async function hurtServer({ servers }: RealCenter, fault: ServerFault): Promise<void> {
  if (fault.kind === "flushCache") {
    // One that is away has nothing to lose.
    await commandRedis(servers!.all.cache.url, "FLUSHALL").catch(() => undefined);
    return;
  }
  const server = servers!.all[fault.server];
  if (fault.kind === "pauseServer") {
    server.pause();
    await pause(fault.forMs);
    return server.resume();
  }
  await server.kill();
  await pause(fault.backAfterMs);
  return server.start();
}

const holder = join(import.meta.dirname, "hold-database.process.ts");

async function lockDatabase({ disk, data }: RealCenter, forMs: number): Promise<void> {
  const command: [string, ...string[]] = [process.execPath, holder, join(data[0]!.there, "center.db")];
  const [program, ...args] = disk ? disk.seenBy(command) : command;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "close");
  await Promise.race([once(child.stdout, "data"), ended]);
  await pause(forMs);
  child.stdin.end();
  await ended;
}
