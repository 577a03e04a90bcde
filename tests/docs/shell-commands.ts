import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bash finds no program at all, and tells of each that it was to start instead: in one piece, for those of a pipe tell at the same time. */
const teller = String.raw`
shopt -s execfail
command_not_found_handle() { printf '%s\0' "$@" $'\1' >&3; }
PATH=/nowhere
`;

/**
 * The commands that a shell script would carry out, as a shell splits and expands them; nothing is carried out. Throws when
 * it is no shell script.
 */
export function commandsOf(script: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "aac-docs-"));
  try {
    const { output, stderr } = spawnSync("bash", ["-c", `${teller}${script}`], {
      cwd: folder,
      env: { AAC_SHARD: "1", AAC_SHARDS: "1" },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      encoding: "utf8",
      timeout: 10_000,
    });
    if (/syntax error|unexpected EOF/.test(stderr)) throw new Error(stderr);
    return String(output[3])
      .split("\0\u0001\0")
      .filter((command) => command !== "")
      .map((command) => command.split("\0"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
