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

/**
 * The container a sandbox is: nothing of the host's, no privileges, limits on all it uses. Its disk is limited by
 * watching, because few engines can limit the writable layer.
 */
export function containerSettings(
  spec: SandboxSpec,
  options: { center: string; image: string; joinsStreams: boolean; engineCpus: number },
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
      PidsLimit: limits.processes,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      // Engines refuse more than they have.
      NanoCpus: Math.round(Math.min(limits.cpus, options.engineCpus) * 1e9),
      // Browsers need more than the 64 MiB that engines give; it counts as memory.
      ShmSize: Math.floor(limits.memoryBytes / 2),
      NetworkMode: limits.network === "none" ? "none" : "bridge",
      LogConfig: logConfig,
    },
  };
}
