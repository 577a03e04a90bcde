import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export const megabytes = 1024 ** 2;

/** The bytes that are really held: what is left when all that nobody needs was collected. */
export async function heapAfterCollection(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let times = 0; times < 3; times++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
