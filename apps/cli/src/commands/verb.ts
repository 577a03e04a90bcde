import type { Command } from "commander";
import type { Context } from "../context.ts";

/** Makes a commander action of a command: gives it its context, and its exit code to the program. */
export type Act = <A extends unknown[]>(
  work: (context: Context, ...input: A) => Promise<number>,
) => (...input: A) => Promise<void>;

/** Adds one command to the program. Each command is a file of this folder and a line in `program.ts`. */
export type Verb = (program: Command, act: Act) => void;
