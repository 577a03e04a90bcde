import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Inflicted } from "./inflict.ts";
import type { Layout } from "./layouts.ts";
import type { RealCenter } from "./real-center.ts";

export const recoveryKinds = {
  takenUpAgain: "a worker was started again → it has taken up the sandbox",
  takenUpByAnother: "a worker was hurt → another worker of its host has taken up the sandbox",
  putBack: "a worker was hurt → its job was put back for another attempt",
} as const;

/** How long the center took to go on with a job whose worker was hurt. */
export interface Recovery {
  kind: keyof typeof recoveryKinds;
  ms: number;
}

/** What the center has written to its log. */
interface Entry {
  time: number;
  pid: number;
  msg: string;
  lost?: number;
}

/** Reads from the center's log how it has recovered from what was inflicted on it. */
export async function readRecoveries(
  center: RealCenter,
  layout: Layout,
  inflicted: readonly Inflicted[],
): Promise<Recovery[]> {
  const workers = new Set(layout.members.filter(({ role }) => role !== "producer").map(({ name }) => name));
  const hurt = inflicted
    .flatMap(({ fault, from }) =>
      "member" in fault && workers.has(fault.member) ? [{ member: fault.member, from }] : [],
    )
    .toSorted((a, b) => a.from - b.from);
  if (hurt.length === 0) return [];
  const lives = center.members.values().flatMap(({ name, lives: all }) => all.map((life) => ({ name, ...life })));
  const lifeOf = new Map(lives.map((life) => [life.pid, life]));

  const recoveryOf = ({ time, pid, msg, lost }: Entry): Recovery[] => {
    const last = hurt.findLast(({ from }) => from <= time);
    if (!last) return [];
    if (msg === "swept") return lost ? [{ kind: "putBack", ms: time - last.from }] : [];
    const life = lifeOf.get(pid);
    if (!life) return [];
    return life.name === last.member && life.at > last.from
      ? [{ kind: "takenUpAgain", ms: time - life.at }]
      : [{ kind: "takenUpByAnother", ms: time - last.from }];
  };
  return (await readLog(center, hurt[0]!.from)).flatMap(recoveryOf);
}

async function readLog(center: RealCenter, from: number): Promise<Entry[]> {
  const texts = await Promise.all(center.data.map(({ here }) => readFile(join(here, "center.log"), "utf8")));
  return texts.flatMap(readEntries).filter(({ time }) => time >= from);
}

const telling = /"msg":"(sandbox taken up|swept)"\}$/;

/** The entries of a log that tell of recoveries. Of one that a full disk has cut short, the next follows on the same line. */
export function readEntries(log: string): Entry[] {
  const lines = log.split("\n").filter((line) => telling.test(line));
  return lines.map((line) => JSON.parse(line.slice(line.lastIndexOf('{"level":'))) as Entry);
}
