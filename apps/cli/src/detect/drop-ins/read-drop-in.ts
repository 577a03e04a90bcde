import { readFile } from "node:fs/promises";
import type { DropIn } from "../shell.ts";

/** Reads one of the files beside this one, which run in sandboxes and are never loaded here. */
export async function readDropIn(name: string): Promise<DropIn> {
  const text = await readFile(new URL(name, import.meta.url), "utf8");
  return { name, text: text.trimEnd() };
}
