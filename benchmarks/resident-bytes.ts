import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** The memory that a process holds, as the system counts it (RSS). */
export function residentBytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  // Without starting a process, where that can be: it is asked ten times a second while something is measured.
  const text = existsSync(status)
    ? (/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(status, "utf8"))?.[1] ?? "")
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number.parseInt(text, 10) * 1024;
}

/** Looks at a process ten times a second; answers the most it held until then. */
export function watchResidentBytes(pid: number): () => number {
  let most = residentBytes(pid);
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pid))), 100);
  return () => {
    clearInterval(timer);
    return most;
  };
}
