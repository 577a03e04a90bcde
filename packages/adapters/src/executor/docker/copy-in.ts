import type Docker from "dockerode";
import { contextArchive, contextEntries } from "./build-context.ts";
import { readHead } from "./container-archive.ts";

/**
 * Copies a suite's directory into a container that was not started yet, at its working directory, and gives it to the
 * user that the image runs as. What has no older date gets one from before the container was made, so that what the
 * command changes can be told.
 */
export async function copyIn(
  docker: Docker,
  { Id, Config, Created }: Docker.ContainerInspectInfo,
  { directory, workingDirectory }: { directory: string; workingDirectory: string },
  signal: AbortSignal,
): Promise<void> {
  const newest = new Date(Date.parse(Created) - 2000);
  const owner = await userOf(docker, Id, Config.User ?? "");
  const top = workingDirectory.replace(/^\/+|\/+$/g, "");
  const topEntry = {
    path: "",
    kind: "directory",
    mode: 0o755,
    sizeBytes: 0,
    modifiedAt: newest,
    target: null,
  } as const;
  const entries = await contextEntries(directory, []);
  const archive = contextArchive(directory, top === "" ? entries : [topEntry, ...entries], (entry) => ({
    ...owner,
    name: top === "" ? entry.path : `${top}/${entry.path}`,
    mtime: entry.modifiedAt < newest ? entry.modifiedAt : newest,
  }));
  const container = docker.getContainer(Id);
  await container.putArchive(archive as unknown as NodeJS.ReadableStream, { path: "/", abortSignal: signal });
}

/** The ids of an image's user, which is told as `name`, `name:group`, `id` or `id:id`. */
async function userOf(docker: Docker, id: string, user: string): Promise<{ uid: number; gid: number }> {
  const [name = "", group = ""] = user.split(":");
  if (name === "" || name === "root") return { uid: 0, gid: 0 };
  const accounts = /^\d+$/.test(name) ? "" : ((await readHead(docker, id, "/etc/passwd", 256 * 1024)) ?? "");
  const account = accounts
    .split("\n")
    .find((line) => line.startsWith(`${name}:`))
    ?.split(":");
  const uid = Number(account?.[2] ?? name);
  const gid = Number(/^\d+$/.test(group) ? group : (account?.[3] ?? uid));
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : { uid: 0, gid: 0 };
}
