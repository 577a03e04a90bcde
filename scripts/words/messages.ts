import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expandMacros } from "../../apps/dashboard/macros.ts";

const dashboard = join(import.meta.dirname, "../../apps/dashboard/src");

/** Every message of the dashboard, in English, in alphabetical order. */
export async function messagesOfDashboard(): Promise<string[]> {
  const found = new Set<string>();
  for (const path of globSync("**/*.{ts,tsx}", { cwd: dashboard })) {
    const source = readFileSync(join(dashboard, path), "utf8");
    if (/\.test\.tsx?$/.test(path) || !/@lingui\/(core|react)\/macro/.test(source)) continue;
    for (const message of (await expandMacros(join(dashboard, path), source)).messages) found.add(message);
  }
  return [...found].toSorted();
}

export const catalogues = join(dashboard, "words");

/** The words of a language by their English ones. */
export const readCatalogue = (name: string) =>
  JSON.parse(readFileSync(join(catalogues, name), "utf8")) as Record<string, string>;
