/** A figure of a center's own /metrics, without labels. Throws when it is not there. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`${url}/metrics has no ${name}.`);
  return Number(value);
}

/** The processor time a center has used so far: unlike the clock's, it hardly depends on what else the machine does. */
export const processorSeconds = (url: string): Promise<number> => readMetric(url, "process_cpu_seconds_total");
