import { Limits } from "@aac/contract";
import { type Executor, type Exit, type Sandbox, type SandboxSpec, silentLog } from "@aac/core";
import { readLog } from "@aac/core/conformance";
import { createDockerExecutor } from "@aac/adapters/executor/docker";
import type Docker from "dockerode";
import { dockerAt } from "../services/docker.ts";

export const go = { signal: new AbortController().signal };

export interface Ended {
  exit: Exit;
  log: string;
}

/** Where an attack is tried: in a sandbox as the center makes them, and in a container as careless people do. */
export interface Stage {
  docker: Docker;
  executor: Executor;
  spec(script: string, change?: Partial<SandboxSpec>, limits?: Partial<Limits>): SandboxSpec;
  start(script: string, change?: Partial<SandboxSpec>, limits?: Partial<Limits>): Promise<Sandbox>;
  /** Runs a script to its end, and removes the sandbox. */
  inSandbox(script: string, change?: Partial<SandboxSpec>, limits?: Partial<Limits>): Promise<Ended>;
  /** The same in a container that is not ours, and not guarded. */
  unguarded(script: string, host: Docker.HostConfig, image?: string): Promise<string>;
  /** A container that is not ours and lives on, with its address. */
  neighbour(script: string, host: Docker.HostConfig): Promise<{ id: string; address: string }>;
  close(): Promise<void>;
}

export function openStage(host: string, image: string): Stage {
  const docker = dockerAt(host);
  const center = `escape-${process.pid}-${Date.now()}`;
  const executor = createDockerExecutor({ host, center, buildArgs: {}, log: silentLog });
  const neighbours: string[] = [];
  let count = 0;

  const spec: Stage["spec"] = (script, change = {}, limits = {}) => {
    const jobId = `${center}-${++count}`;
    const ids = { orgId: "org", runId: "run", jobId, attemptId: `${jobId}-1` };
    const command = ["/bin/sh", "-c", script];
    const source = { image, directory: null, command, usesEntrypoint: false, workingDirectory: "/app", variables: {} };
    const rules = { ...Limits.parse({ network: "none" }), ...limits };
    return { ...ids, ...source, limits: rules, runtime: null, registry: null, ...change };
  };
  const start: Stage["start"] = (...given) => executor.start(spec(...given), go);
  const careless = (script: string, how: Docker.HostConfig, from = image) =>
    docker.createContainer({ Image: from, Entrypoint: ["/bin/sh", "-c", script], Cmd: [], HostConfig: how });

  return {
    docker,
    executor,
    spec,
    start,
    async inSandbox(...given) {
      const sandbox = await start(...given);
      const [exit, log] = await Promise.all([sandbox.exited, readLog(sandbox)]);
      await sandbox.dispose();
      return { exit, log };
    },
    async unguarded(script, how, from) {
      const container = await careless(script, how, from);
      await container.start();
      await container.wait();
      const log = await container.logs({ stdout: true, stderr: true });
      await container.remove({ force: true });
      return log.toString("latin1");
    },
    async neighbour(script, how) {
      const container = await careless(script, how);
      neighbours.push(container.id);
      await container.start();
      const { NetworkSettings } = await container.inspect();
      const [network] = Object.values(NetworkSettings.Networks);
      return { id: container.id, address: network?.IPAddress ?? "" };
    },
    async close() {
      for (const id of neighbours) await docker.getContainer(id).remove({ force: true });
      for (const ref of await executor.list()) await executor.remove(ref);
      await executor.close();
    },
  };
}
