import { Problem } from "@aac/core";
import type Docker from "dockerode";
import { answerOf } from "./engine.ts";
import type { NetworkOptions } from "./guard/guard.ts";

export interface EngineInfo {
  NCPU?: number;
  SecurityOptions?: string[];
  Runtimes?: Record<string, unknown>;
  DefaultRuntime?: string;
}

export const engineInfo = async (docker: Docker): Promise<EngineInfo> =>
  (await answerOf(() => docker.info())) as EngineInfo;

/**
 * What is to be known of how an engine keeps its containers apart, in sentences. Throws a Problem where it does not:
 * sandboxes rely on its filter of system calls.
 */
export function describeEngine(info: EngineInfo, network: NetworkOptions): string[] {
  const options = info.SecurityOptions ?? [];
  const has = (name: string) => options.some((option) => option.split(",").includes(`name=${name}`));
  const seccomp = options.find((option) => option.startsWith("name=seccomp")) ?? "";
  if (seccomp === "" || /profile=unconfined/.test(seccomp)) {
    throw new Problem(
      "engine_not_confined",
      seccomp === ""
        ? "The engine filters no system calls (docker info names no seccomp)."
        : "The engine runs containers without a filter of system calls (seccomp-profile is unconfined).",
    );
  }
  const runtimes = Object.keys(info.Runtimes ?? {}).filter((name) => !name.startsWith("io.containerd."));
  return [
    `System calls are filtered (seccomp${has("apparmor") ? ", AppArmor" : has("selinux") ? ", SELinux" : ""}).`,
    has("rootless")
      ? "The engine runs without root."
      : has("userns")
        ? "Users of containers are nobody on the host (userns-remap)."
        : "Root in a sandbox is root of the host, without its privileges; a rootless engine or userns-remap would be one wall more.",
    network.mode === "open"
      ? "Networks of sandboxes are open: they reach this host, each other and a cloud's metadata (SANDBOX_NETWORK=open)."
      : "Networks of sandboxes are guarded.",
    `Runtimes: ${runtimes.join(", ")}.`,
  ];
}
