import { connect, type Connection } from "./connection/connect.ts";
import { type CenterOptions, findCenter } from "./connection/find-center.ts";
import type { Host } from "./host.ts";
import { createPaint, type Paint } from "./output/paint.ts";
import { printable } from "./output/printable.ts";

/** What every command works with. */
export interface Context {
  readonly host: Host;
  /** The data folder that was given as an option. */
  readonly data: string | undefined;
  readonly paint: Paint;
  /** Whether colours are wanted on the standard output. */
  readonly colored: boolean;
  /** Writes a line to the standard output. */
  print(line: string): void;
  /** Writes one JSON document to the standard output. */
  printJson(value: unknown): void;
  /** Writes a line to the standard error output: what is for people while the standard output is for machines. */
  note(line: string): void;
  /** Makes a text of the server's (a test's name, a message) safe to show. */
  safe(text: string): string;
  connect(): Promise<Connection>;
}

export interface GlobalOptions extends CenterOptions {
  color?: boolean;
}

export function createContext(host: Host, options: GlobalOptions): Context {
  const { color } = host.surroundings;
  const colored = options.color !== false && (color === "always" || (color === "auto" && host.stdout.isTTY));
  return {
    host,
    data: options.data,
    colored,
    paint: createPaint(colored),
    print: (line) => void host.stdout.write(`${line}\n`),
    printJson: (value) => void host.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    note: (line) => void host.stderr.write(`${line}\n`),
    safe: (text) => printable(text, false),
    connect: async () => connect(await findCenter(options, host), host.fetch),
  };
}
