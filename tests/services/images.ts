import { spawnSync } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Pack, pack } from "tar-stream";
import { dockerAt } from "./docker.ts";

/**
 * Makes a small image from this machine's busybox: `/bin/sh` and the usual commands, `/app` (where commands start),
 * `/tmp`, and the users root and nobody. No registry is asked. A tag that is there already moves to the new image.
 * @param tag such as `aac-busybox:test`
 */
export async function makeBusyboxImage(host: string, tag: string): Promise<void> {
  await importImage(host, tag, [busyboxPath()], addBusybox);
}

/** The same with `node` on top: the one that runs this test, with the libraries it needs. */
export async function makeNodeImage(host: string, tag: string): Promise<void> {
  await importImage(host, tag, [busyboxPath(), process.execPath], async (files) => {
    await addBusybox(files);
    await addFile(files, process.execPath, "usr/local/bin/node");
  });
}

/**
 * The same with this machine's `perl`, which can make any system call, or null where there is none; it is there twice,
 * once as root's for whoever runs it (`/suid-perl`). Its commands are run by `user`.
 */
export async function makePerlImage(host: string, tag: string, user = "root"): Promise<string | null> {
  const path = "/usr/bin/perl";
  if (!existsSync(path)) return null;
  await importImage(
    host,
    tag,
    [busyboxPath(), path],
    async (files) => {
      await addBusybox(files);
      await addFile(files, path, "usr/bin/perl");
      await addFile(files, path, "suid-perl", 0o4755);
      files.entry({ name: "whoami.pl" }, 'print "effective user $>\\n";');
    },
    [`USER ${user}`],
  );
  return tag;
}

async function importImage(
  host: string,
  tag: string,
  programs: string[],
  fill: (files: Pack) => Promise<void>,
  changes: string[] = [],
): Promise<void> {
  const docker = dockerAt(host);
  const files = pack();
  const [repo, version = "latest"] = tag.split(":");
  const answer = docker.importImage(Readable.from(files), {
    repo,
    tag: version,
    changes: ["WORKDIR /app", 'CMD ["/bin/sh"]', ...changes],
  });
  const filled = fill(files)
    .then(() => Promise.all(librariesOf(programs).map((path) => addFile(files, path, path.slice(1)))))
    .then(() => files.finalize());
  const [progress] = await Promise.all([answer, filled]);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

function busyboxPath(): string {
  const path = ["/bin/busybox", "/usr/bin/busybox"].find((candidate) => existsSync(candidate));
  if (!path) throw new Error("There is no busybox to make an image of. Install it: apt-get install busybox-static.");
  return path;
}

export async function addBusybox(files: Pack): Promise<void> {
  for (const name of ["app", "root", "var/tmp"]) files.entry({ name, type: "directory", mode: 0o755 });
  files.entry({ name: "tmp", type: "directory", mode: 0o1777 });
  files.entry({ name: "etc/passwd" }, "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n");
  files.entry({ name: "etc/group" }, "root:x:0:\nnogroup:x:65534:\n");
  await addFile(files, busyboxPath(), "bin/busybox");
  const { stdout } = spawnSync(busyboxPath(), ["--list-full"], { encoding: "utf8" });
  for (const name of stdout.split("\n").filter((line) => line !== "" && line !== "bin/busybox")) {
    files.entry({ name, type: "symlink", linkname: "/bin/busybox" });
  }
}

/** The dynamic linker and the shared libraries of programs, each once; none for static ones. */
function librariesOf(programs: string[]): string[] {
  const { stdout } = spawnSync("ldd", programs, { encoding: "utf8" });
  return [...new Set(stdout.matchAll(/(\/\S+) \(0x/g).map((match) => match[1]!))];
}

async function addFile(files: Pack, path: string, name: string, mode = 0o755): Promise<void> {
  const { size } = await stat(path);
  await pipeline(createReadStream(path), files.entry({ name, mode, size }));
}
