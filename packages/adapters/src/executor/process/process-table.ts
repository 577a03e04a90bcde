import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  session: number;
  /** Resident memory; pages shared with others count in each of them. */
  residentBytes: number;
  /** With the pid it names a process for good, pids being given again. Comparable only as text. */
  startedAt: string;
}

/** What runs on a host, zombies left out: they have ended. */
export interface ProcessTable {
  read(): Promise<ProcessEntry[]>;
  /** The arguments of a process with spaces between them; null when there is no such process any more. */
  commandLine(pid: number): Promise<string | null>;
  /** Processes that carry a setting (`NAME=value`) in the environment they were started with. */
  withVariable(setting: string): Promise<number[]>;
  /** Memory of some processes with shared pages counted once; falls back to the resident memory. */
  memoryBytes(entries: readonly ProcessEntry[]): Promise<number>;
  /** How often the kernel has ended something for want of memory since it started; null where it does not say. */
  outOfMemoryKills(): number | null;
}

export const processTableOf = (platform: NodeJS.Platform): ProcessTable =>
  platform === "linux" ? linuxProcessTable() : psProcessTable();

const kibibyte = 1024;

/** Synchronous on purpose: `/proc` is memory, and going through the thread pool costs ten times the reading. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch {
    return "";
  }
}

const pids = () =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0);

export function linuxProcessTable(): ProcessTable {
  const pageBytes = Number(/^KernelPageSize:\s+(\d+) kB/m.exec(readProc("self/smaps"))?.[1] ?? 4) * kibibyte;
  return {
    read: async () => pids().flatMap((pid) => parseStat(readProc(`${pid}/stat`), pageBytes) ?? []),
    async commandLine(pid) {
      const line = readProc(`${pid}/cmdline`);
      return line === "" ? null : Buffer.from(line, "latin1").toString().replaceAll("\0", " ");
    },
    async withVariable(setting) {
      const wanted = Buffer.from(setting).toString("latin1");
      return pids().filter((pid) => `\0${readProc(`${pid}/environ`)}`.includes(`\0${wanted}\0`));
    },
    async memoryBytes(entries) {
      const sizes = entries.map(async ({ pid, residentBytes }) => {
        // Walks the page tables of the process: far dearer than the table's own figure.
        const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "latin1").catch(() => "");
        const kibibytes = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
        return kibibytes === undefined ? residentBytes : Number(kibibytes) * kibibyte;
      });
      return sum(await Promise.all(sizes));
    },
    outOfMemoryKills() {
      const kills = /^oom_kill (\d+)/m.exec(readProc("vmstat"))?.[1];
      return kills === undefined ? null : Number(kills);
    },
  };
}

/** See proc_pid_stat(5). The name of the program may hold anything, parentheses and line ends included. */
function parseStat(stat: string, pageBytes: number): ProcessEntry | null {
  const pid = Number.parseInt(stat, 10);
  const [state, parent, group, session, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!state || state === "Z" || state === "X") return null;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt: rest[15] ?? "",
    residentBytes: Number(rest[17]) * pageBytes,
  };
}

const run = promisify(execFile);
const ps = async (...options: string[]) => {
  const { stdout } = await run("ps", options, {
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: "/bin:/usr/bin", LC_ALL: "C" },
  });
  return stdout;
};

/** For systems without `/proc`, macOS above all. */
export function psProcessTable(): ProcessTable {
  return {
    async read() {
      const lines = (await ps("-Ao", "pid=,ppid=,pgid=,rss=,state=,lstart=")).split("\n");
      return lines.flatMap((line) => {
        const [pid, parent, group, rss, state, ...startedAt] = line.trim().split(/\s+/);
        if (!pid || state?.startsWith("Z")) return [];
        const ids = { pid: Number(pid), parent: Number(parent), group: Number(group), session: Number(group) };
        return [{ ...ids, residentBytes: Number(rss) * kibibyte, startedAt: startedAt.join(" ") }];
      });
    },
    async commandLine(pid) {
      const line = await ps("-ww", "-o", "args=", "-p", String(pid)).catch(() => "");
      return line.trim() === "" ? null : `${line.trim()} `;
    },
    // Other processes' environments are not for everybody to read there; descent alone tells then.
    withVariable: async () => [],
    memoryBytes: async (entries) => sum(entries.map((entry) => entry.residentBytes)),
    outOfMemoryKills: () => null,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
