import { spawnSync } from "node:child_process";

/** What makes a command end with the process that starts it, where this system can: nothing outlives its test. */
const endsWithUs = spawnSync("setpriv", ["--version"]).status === 0 ? ["setpriv", "--pdeathsig", "KILL"] : [];

/** The command that ends when this process ends, also by `kill -9`. It keeps its pid. */
export const endingWithUs = ([program, ...args]: readonly [string, ...string[]]): [string, ...string[]] => {
  return [...endsWithUs, program, ...args] as [string, ...string[]];
};
