import type { Context } from "../context.ts";
import { printable } from "./printable.ts";

/**
 * Makes whole lines of a log fit for the output: on a terminal, commands to the terminal go; elsewhere they stay as they
 * were written. `shard` is put before each line, for runs that have several.
 */
export function dressLog(text: string, shard: number | null, context: Context): string {
  const shown = context.host.stdout.isTTY ? printable(text, context.colored) : text;
  if (shard === null) return shown;
  const prefix = context.paint("dim", `${shard} │ `);
  return shown.replace(/[^\n]*\n/g, (line) => prefix + line);
}
