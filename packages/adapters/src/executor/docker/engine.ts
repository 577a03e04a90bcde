import { readFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { join } from "node:path";
import { Problem } from "@aac/core";
import Docker from "dockerode";
import { engineProblem, statusOf } from "./engine-problem.ts";

export interface EngineAddress {
  /** As `DOCKER_HOST`: `unix:///…`, `tcp://…`, `http://…` or `https://…`; empty for the usual socket. */
  host?: string | undefined;
  /** The folder with `ca.pem`, `cert.pem` and `key.pem` (`DOCKER_CERT_PATH`), where the engine is to be spoken to by TLS. */
  tls?: string | undefined;
}

/**
 * A client of an engine. Throws a Problem when the address cannot be one; nothing is connected to yet. Connections are
 * used again unless each call is to have one `ofItsOwn`.
 */
export function engineAt({ host, tls }: EngineAddress, { ofItsOwn = false } = {}): Docker {
  const url = parseAddress(host || "unix:///var/run/docker.sock");
  const isSecure = tls !== undefined || url.protocol === "https:";
  const agent = new (isSecure ? https : http).Agent({ keepAlive: false });
  // All of it is said, undefined or not: what is left out the client would take from the environment.
  const none = {
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    socketPath: undefined,
    ...(ofItsOwn ? { agent } : {}),
  };
  if (url.protocol === "unix:" || url.protocol === "npipe:") {
    return new Docker({
      ...none,
      socketPath: decodeURIComponent(url.pathname),
      protocol: "http",
    });
  }
  const pem = (name: string) => (tls === undefined ? undefined : readFileSync(join(tls, `${name}.pem`)));
  return new Docker({
    ...none,
    host: url.hostname,
    port: url.port || (isSecure ? 2376 : 2375),
    protocol: isSecure ? "https" : "http",
    pathPrefix: url.pathname,
    ca: pem("ca"),
    cert: pem("cert"),
    key: pem("key"),
  } as Docker.DockerOptions);
}

function parseAddress(host: string): URL {
  const url = URL.parse(host.includes("://") ? host : `tcp://${host}`);
  if (url && ["unix:", "npipe:", "tcp:", "http:", "https:"].includes(url.protocol)) return url;
  throw new Problem(
    "invalid_configuration",
    `DOCKER_HOST is "${host}", which is no unix://, tcp:// or https:// address.`,
  );
}

/** So long an engine may be away (an upgrade of it takes half a minute) before we give up on its containers. */
export const engineAwayMs = 120_000;

/** Calls that do not stream are answered in milliseconds; removing a container's files can take a while. */
const patienceMs = 60_000;

/**
 * Makes one call to the engine. Rejects with the signal's reason when it aborts, with Problem `engine_unavailable` when
 * the engine cannot be reached or stays silent, and else with what the engine said (see `statusOf`).
 */
export async function ask<T>(call: (abortSignal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  // Of its own and let go of at the end, so that a stream that was answered lives on.
  const stop = new AbortController();
  const giveUp = () => stop.abort(signal?.reason);
  const silence = setTimeout(() => stop.abort(new DOMException("It stays silent.", "TimeoutError")), patienceMs);
  signal?.addEventListener("abort", giveUp);
  // The client does not settle when an answer breaks off in its middle.
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error));
  });
  try {
    return await Promise.race([call(stop.signal), stopped]);
  } catch (error) {
    signal?.throwIfAborted();
    throw statusOf(error) === null ? engineProblem(error) : error;
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** The same, with null for what is not there, and else with what the engine said as the Problem that it is. */
export async function askFor<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T | null> {
  try {
    return await ask(call);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw engineProblem(error);
  }
}

/** The same, with what the engine said as the Problem that it is. */
export async function answerOf<T>(call: (abortSignal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await ask(call, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw engineProblem(error);
  }
}

/** An answer that comes over time. Reading it throws when the connection breaks. */
export type EngineStream = IncomingMessage;

/**
 * Waits until a container does not run any more. Throws when the connection breaks, which the client's own call for
 * this does not notice.
 */
export async function waitOnce(docker: Docker, id: string, signal: AbortSignal): Promise<void> {
  const answer = await new Promise<EngineStream>((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/wait`,
        method: "POST",
        isStream: true,
        abortSignal: signal,
        statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      },
      (error, stream) => (error ? reject(error) : resolve(stream as EngineStream)),
    );
  });
  const destroy = () => answer.destroy();
  signal.addEventListener("abort", destroy);
  try {
    for await (const _ of answer);
  } finally {
    signal.removeEventListener("abort", destroy);
  }
}
