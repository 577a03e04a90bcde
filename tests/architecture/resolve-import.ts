import { posix } from "node:path";

/** The checkout: text by path from its root. Of files that are not code, only package.json has to have its text. */
export type Files = ReadonlyMap<string, string>;

export type Target = { kind: "ours"; path: string } | { kind: "outside" } | { kind: "nowhere" };

/** Finds what an import leads to, as Node does: relative paths, and our workspaces by their package.json's `exports`. */
export function createResolver(files: Files): (from: string, specifier: string) => Target {
  const packages = new Map<string, { folder: string; exports: Record<string, string> }>();
  for (const [path, text] of files) {
    if (posix.basename(path) !== "package.json") continue;
    const { name, exports = {} } = JSON.parse(text) as { name?: string; exports?: Record<string, string> };
    if (name) packages.set(name, { folder: posix.dirname(path), exports });
  }
  const there = (path: string): Target => (files.has(path) ? { kind: "ours", path } : { kind: "nowhere" });

  return (from, specifier) => {
    const [plain = specifier] = specifier.split("?");
    if (/^\.\.?\//.test(plain)) return there(posix.join(posix.dirname(from), plain));
    const name = plain.split("/", plain.startsWith("@") ? 2 : 1).join("/");
    const ours = packages.get(name);
    if (!ours) return { kind: "outside" };
    const entry = `.${plain.slice(name.length)}`;
    for (const [pattern, file] of Object.entries(ours.exports)) {
      const [before = "", after] = pattern.split("*");
      if (after === undefined ? entry !== pattern : !(entry.startsWith(before) && entry.endsWith(after))) continue;
      const star = after === undefined ? "" : entry.slice(before.length, entry.length - after.length);
      return there(posix.join(ours.folder, file.replace("*", star)));
    }
    return { kind: "nowhere" };
  };
}
