export interface Watched<T> {
  result: T;
  /** How much memory of all kinds this process held at most, beyond what it held before. */
  peakBytes: number;
  /** The longest that a request had to wait, of those made one after the other meanwhile. */
  slowestMs: number;
}

/** Watches a server of this process while `work` goes on. */
export async function watchServer<T>(url: string, work: () => Promise<T>): Promise<Watched<T>> {
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let peak = before;
  let slowestMs = 0;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const askedAt = performance.now();
      await (await fetch(`${url}/health/live`)).text();
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
      peak = Math.max(peak, held());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  try {
    return { result: await work(), peakBytes: peak - before, slowestMs };
  } finally {
    isOver = true;
    await asking;
  }
}
