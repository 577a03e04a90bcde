import { spawnSync } from "node:child_process";
import {
  closeSync,
  createReadStream,
  existsSync,
  globSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Pack, pack } from "tar-stream";
import { dockerAt } from "./docker.ts";
import { isInstalled } from "./own-server.ts";

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

/** The same as the node image, with this machine's npm and what it needs to reach the registry that it is set to. */
export async function makeNpmImage(host: string, tag: string): Promise<void> {
  const npm = dirname(dirname(realpathSync(programPath("npm"))));
  const setting = (name: string) => spawnSync("npm", ["config", "get", name], { encoding: "utf8" }).stdout.trim();
  const authorities = "/etc/ssl/certs/ca-certificates.crt";
  await importImage(
    host,
    tag,
    [busyboxPath(), process.execPath],
    async (files) => {
      await addBusybox(files);
      await addFile(files, process.execPath, "usr/local/bin/node");
      await addFolder(files, npm, "usr/local/lib/npm");
      const start = '#!/bin/sh\nexec node /usr/local/lib/npm/bin/npm-cli.js "$@"\n';
      files.entry({ name: "usr/local/bin/npm", mode: 0o755 }, start);
      await addFile(files, authorities, authorities.slice(1), 0o644);
    },
    [`ENV NODE_EXTRA_CA_CERTS=${authorities}`, `ENV npm_config_registry=${setting("registry")}`],
  );
}

/** The same as the busybox image, with this machine's nginx. */
export async function makeNginxImage(host: string, tag: string): Promise<void> {
  const nginx = programPath("nginx");
  await importImage(host, tag, [busyboxPath(), nginx], async (files) => {
    await addBusybox(files);
    await addFile(files, nginx, "usr/sbin/nginx");
    await addFile(files, "/etc/nginx/mime.types", "etc/nginx/mime.types", 0o644);
  });
}

/** The same as the busybox image, with this machine's Redis, which starts in `/data`; null where there is none. */
export async function makeRedisImage(host: string, tag: string): Promise<string | null> {
  const programs = installedPrograms({ "redis-server": "redis-server", "redis-cli": "redis-server" });
  if (!programs) return null;
  await importImage(
    host,
    tag,
    [busyboxPath(), ...programs.values()],
    async (files) => {
      await addBusybox(files);
      await addPrograms(files, programs);
    },
    ["WORKDIR /data"],
  );
  return tag;
}

/** The same as the busybox image, with this machine's RabbitMQ as Debian lays it out; null where there is none. */
export async function makeRabbitmqImage(host: string, tag: string): Promise<string | null> {
  const erlang = "/usr/lib/erlang";
  const rabbitmq = "/usr/lib/rabbitmq";
  if (!isInstalled("rabbitmq-server", "rabbitmq-server") || !existsSync(rabbitmq) || !existsSync(erlang)) return null;
  const [server = ""] = globSync("lib/rabbitmq_server-*", { cwd: rabbitmq });
  const programs = globSync(`${erlang}/{erts-*/bin/*,lib/*/priv/{bin,lib}/*}`).filter(isElf);
  const path = `${rabbitmq}/${server}/sbin:${erlang}/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  await importImage(
    host,
    tag,
    [busyboxPath(), ...programs],
    async (files) => {
      await addBusybox(files);
      for (const folder of [erlang, rabbitmq]) await addTree(files, folder);
    },
    [`ENV PATH=${path}`, "ENV HOME=/var/lib/rabbitmq", "ENV LANG=C.UTF-8", 'CMD ["rabbitmq-server"]'],
  );
  return tag;
}

/** The same as the busybox image, with this machine's Go; null where there is none. */
export async function makeGoImage(host: string, tag: string): Promise<string | null> {
  const { status, stdout } = spawnSync("go", ["env", "GOROOT"], { encoding: "utf8" });
  if (status !== 0) return null;
  const goroot = stdout.trim();
  await importImage(
    host,
    tag,
    [busyboxPath(), join(goroot, "bin/go")],
    async (files) => {
      await addBusybox(files);
      // Its own tests are half of it.
      await addTree(files, goroot, "usr/local/go", (path) => !/^(test|doc|api)\/|\/testdata\/|_test\.go$/.test(path));
    },
    ["ENV PATH=/usr/local/go/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ENV GOTOOLCHAIN=local", "ENV GOCACHE=/tmp/go"],
  );
  return tag;
}

const isElf = (path: string) => {
  const file = openSync(path, "r");
  const head = Buffer.alloc(4);
  readSync(file, head);
  closeSync(file);
  return head.toString("latin1") === "\x7fELF";
};

/** A folder with its links and who may run what, at the same place, or elsewhere. */
export async function addTree(
  files: Pack,
  folder: string,
  name = folder.slice(1),
  isWanted: (path: string) => boolean = () => true,
): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const within = relative(folder, path);
    if (!isWanted(within)) continue;
    if (entry.isSymbolicLink()) {
      files.entry({ name: `${name}/${within}`, type: "symlink", linkname: readlinkSync(path) });
    } else if (entry.isFile()) await addFile(files, path, `${name}/${within}`, statSync(path).mode & 0o755);
  }
}

/** Where programs are, by name, of which the package of Debian is given; null where one cannot be had. */
export function installedPrograms(packages: Readonly<Record<string, string>>): ReadonlyMap<string, string> | null {
  const all = Object.entries(packages);
  if (!all.every(([name, debianPackage]) => isInstalled(name, debianPackage))) return null;
  return new Map(all.map(([name]) => [name, realpathSync(programPath(name))]));
}

export async function addPrograms(files: Pack, programs: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, path] of programs) await addFile(files, path, `usr/bin/${name}`);
}

function programPath(name: string): string {
  const { stdout } = spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" });
  if (stdout === "") throw new Error(`There is no ${name} to make an image of.`);
  return stdout.trim();
}

async function addFolder(files: Pack, folder: string, name: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await addFile(files, path, `${name}/${relative(folder, path)}`);
  }
}

/** @param programs whose shared libraries come along */
export async function importImage(
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

export function busyboxPath(): string {
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

export async function addFile(files: Pack, path: string, name: string, mode = 0o755): Promise<void> {
  const { size } = await stat(path);
  await pipeline(createReadStream(path), files.entry({ name, mode, size }));
}
