import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What recognisers look at. */
export interface Directory {
  /** The files below it, with `/` between names: at most four levels deep, without what tools fetch or make. */
  readonly files: readonly string[];
  /** The text of a file; null when it is not there, cannot be read, or is larger than a person would write. */
  read(file: string): Promise<string | null>;
}

const deepest = 4;
const mostFiles = 20_000;
const largestBytes = 1024 * 1024;
const skipped = new Set(["node_modules", "target", "build", "dist", "vendor", "venv", "coverage", "__pycache__"]);

/** Lists a directory. Throws what the file system throws when the directory itself cannot be read. */
export async function openDirectory(path: string): Promise<Directory> {
  const files: string[] = [];
  await list("", 1);
  return {
    files,
    async read(file) {
      const full = join(path, file);
      const found = await stat(full).catch(() => null);
      if (!found?.isFile() || found.size > largestBytes) return null;
      return await readFile(full, "utf8").catch(() => null);
    },
  };

  async function list(below: string, level: number): Promise<void> {
    const entries = await readdir(join(path, below), { withFileTypes: true }).catch((error: unknown) => {
      if (level === 1) throw error;
      return [];
    });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= mostFiles) return;
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) files.push(name);
      else if (level < deepest && !entry.name.startsWith(".") && !skipped.has(entry.name)) await list(name, level + 1);
    }
  }
}
