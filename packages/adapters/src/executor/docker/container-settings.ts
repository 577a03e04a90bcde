import type { SandboxRef, SandboxSpec } from "@aac/core";
import type Docker from "dockerode";

const label = (name: string) => `aac.${name}`;

export const centerFilter = (center: string) => ({ label: [`${label("center")}=${center}`] });

export function refOf(container: { Id: string; Labels: Record<string, string> }): SandboxRef {
  const { Id, Labels } = container;
  return { id: Id, jobId: Labels[label("job")] ?? "", attemptId: Labels[label("attempt")] ?? "" };
}

/** Joins the two streams of a command in the order in which it writes them. */
const inOneStream = ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh"];

/**
 * The engine's own log is what a worker that starts again reads from the first byte, so nothing of it may be rotated
 * away, whatever the engine's own settings are. `json-file` keeps every line; `local`, which keeps more than text, loses
 * the ends of lines longer than 16 KiB.
 */
const logConfig: Docker.HostConfig["LogConfig"] = {
  Type: "json-file",
  Config: { "max-size": "1t", "max-file": "1", compress: "false" },
};

/** What Docker masks anyhow, and what some engines have left open: who is in a container has no business in them. */
const moreMasked = ["/proc/sysrq-trigger", "/proc/kmsg", "/proc/config.gz", "/sys/kernel/debug", "/sys/kernel/tracing"];
const masked = [
  "/proc/asound",
  "/proc/acpi",
  "/proc/interrupts",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/proc/sched_debug",
  "/proc/scsi",
  "/sys/firmware",
  "/sys/devices/virtual/powercap",
  ...moreMasked,
];
const readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/** The client's types do not know it. */
const ownCgroups = { CgroupnsMode: "private" } as Docker.HostConfig;

/** Files that one process may hold open. */
const openFiles = { Soft: 65_536, Hard: 65_536 };

/**
 * The container a sandbox is: nothing of the host's, no privileges, limits on all it uses. Its disk is limited by
 * watching, because few engines can limit the writable layer. `network` is the mode of its network. Without `seccomp`
 * the engine's default profile holds: naming it would take a local file of the engine's.
 */
export function containerSettings(
  spec: SandboxSpec,
  options: {
    center: string;
    image: string;
    joinsStreams: boolean;
    engineCpus: number;
    network: string;
    limitsFiles: boolean;
  },
): Docker.ContainerCreateOptions {
  const { limits } = spec;
  return {
    name: `aac-${spec.attemptId}`,
    Image: options.image,
    Entrypoint: [...(options.joinsStreams ? inOneStream : []), ...spec.command],
    Cmd: [],
    WorkingDir: spec.workingDirectory,
    Env: Object.entries(spec.variables).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [label("center")]: options.center,
      [label("organization")]: spec.orgId,
      [label("run")]: spec.runId,
      [label("job")]: spec.jobId,
      [label("attempt")]: spec.attemptId,
    },
    Tty: false,
    OpenStdin: false,
    HostConfig: {
      Init: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      MaskedPaths: masked,
      ReadonlyPaths: readOnly,
      // Of its own, whatever the engine's default is: nothing of other containers is seen.
      IpcMode: "private",
      ...ownCgroups,
      ...(spec.runtime === null ? {} : { Runtime: spec.runtime }),
      Ulimits: [...(options.limitsFiles ? [{ Name: "nofile", ...openFiles }] : []), { Name: "core", Soft: 0, Hard: 0 }],
      PidsLimit: limits.processes,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      // Engines refuse more than they have.
      NanoCpus: Math.round(Math.min(limits.cpus, options.engineCpus) * 1e9),
      // Browsers need more than the 64 MiB that engines give; it counts as memory.
      ShmSize: Math.floor(limits.memoryBytes / 2),
      NetworkMode: options.network,
      LogConfig: logConfig,
    },
  };
}
