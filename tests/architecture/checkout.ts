import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./resolve-import.ts";

export const root = join(import.meta.dirname, "../..");

/** The files of this checkout that git tracks or would track; text only of code and package.json. */
export function readCheckout(): Files {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  const deleted = new Set(
    execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root, encoding: "utf8" }).split("\0"),
  );
  const paths = listed.split("\0").filter((path) => path !== "" && !path.startsWith("examples/") && !deleted.has(path));
  const isRead = (path: string) => /\.(ts|tsx|mjs)$|(^|\/)package\.json$/.test(path);
  return new Map(paths.map((path) => [path, isRead(path) ? readFileSync(join(root, path), "utf8") : ""]));
}
