import { globSync } from "node:fs";
import { builtByGo } from "./built-by-go.ts";
import { addBusybox, addFile, addPrograms, addTree, busyboxPath, importImage, installedPrograms } from "./images.ts";

// Stand-ins for images of other makers that the manifests name, laid out as theirs where it matters.

/** Null where it was not built, and this is not CI. */
export const buildCaddy = () => builtByGo("github.com/caddyserver/caddy/v2/cmd/caddy@v2.10.2");

/** Caddy as in its own image. @param caddy the program */
export async function makeCaddyImage(host: string, tag: string, caddy: string): Promise<void> {
  await importImage(
    host,
    tag,
    [busyboxPath(), caddy],
    async (files) => {
      await addBusybox(files);
      await addFile(files, caddy, "usr/bin/caddy");
    },
    [
      "WORKDIR /srv",
      "ENV XDG_CONFIG_HOME=/config",
      "ENV XDG_DATA_HOME=/data",
      'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
    ],
  );
}

const packages = {
  dockerd: "docker.io",
  docker: "docker.io",
  containerd: "containerd",
  "containerd-shim-runc-v2": "containerd",
  runc: "runc",
  "docker-init": "docker.io",
  "docker-proxy": "docker.io",
  iptables: "iptables",
  ip6tables: "iptables",
};

/** What that image does before its engine starts; its control groups are below one in which no process is, where they are of version 2. */
const entrypoint = `#!/bin/sh
set -e
groups=/sys/fs/cgroup
if [ -e "$groups/cgroup.controllers" ]; then
  mkdir -p "$groups/init"
  xargs -rn1 <"$groups/cgroup.procs" >"$groups/init/cgroup.procs" || :
  sed -e 's/ / +/g' -e 's/^/+/' <"$groups/cgroup.controllers" >"$groups/cgroup.subtree_control"
fi
rm -f /var/run/docker.pid
mount -t tmpfs none /tmp
mount --make-rshared /
exec docker-init -- "$@"
`;

/** This machine's Docker as in docker:dind; null where there is none. */
export async function makeDindImage(host: string, tag: string): Promise<string | null> {
  const programs = installedPrograms(packages);
  const [extensions] = globSync("/usr/lib/{*/,}xtables");
  if (!programs || extensions === undefined) return null;
  await importImage(
    host,
    tag,
    [busyboxPath(), ...programs.values()],
    async (files) => {
      await addBusybox(files);
      await addPrograms(files, programs);
      await addTree(files, extensions);
      files.entry({ name: "usr/local/bin/dockerd-entrypoint.sh", mode: 0o755 }, entrypoint);
    },
    ['ENTRYPOINT ["dockerd-entrypoint.sh"]', "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  );
  return tag;
}
