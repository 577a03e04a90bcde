import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { dockerAt } from "../services/docker.ts";

/** Where something of a run may be left. */
export interface Places {
  /** The data folders, as this process reaches them. */
  data: readonly string[];
  /** The name of the center among others of the same engine. */
  center: string;
  dockerHost: string | null;
}

/** What is on this host of these runs: processes, scratch folders, containers. Empty once all is gone. */
export async function findLeftovers(places: Places, runIds: readonly string[]): Promise<string[]> {
  const isOurs = (name: string) => runIds.some((id) => name.startsWith(id));
  const [processes, folders, containers] = await Promise.all([
    findProcesses(isOurs),
    Promise.all(places.data.map((data) => readdir(join(data, "sandboxes")).catch(() => []))),
    places.dockerHost === null ? [] : findContainers(places.dockerHost, places.center),
  ]);
  return [
    ...processes.map((found) => `process ${found}`),
    ...folders
      .flat()
      .filter(isOurs)
      .map((name) => `folder ${name}`),
    ...containers.filter(isOurs).map((job) => `container of ${job}`),
  ];
}

/** Every sandbox's processes carry the id of their job in their environment. Needs `/proc`. */
async function findProcesses(isOurs: (job: string) => boolean): Promise<string[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      const job = /(?:^|\0)TASK_ID=([^\0]*)/.exec(environment)?.[1];
      if (job === undefined || !isOurs(job)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
      return [`${pid} of ${job}: ${command.replaceAll("\0", " ").trim()}`];
    }),
  );
  return found.flat();
}

async function findContainers(host: string, center: string): Promise<string[]> {
  const filters = { label: [`aac.center=${center}`] };
  const containers = await dockerAt(host).listContainers({ all: true, filters });
  return containers.map(({ Labels }) => Labels["aac.job"] ?? "");
}
