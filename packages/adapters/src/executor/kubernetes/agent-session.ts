import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "@aac/core";
import { frameReader } from "./agent-frames.ts";
import { clusterProblem } from "./cluster-problem.ts";
import type { ExecConnection } from "./exec-connection.ts";

export interface Answer {
  data: Buffer;
  /** What the agent says at the end of its answer. */
  end: unknown;
}

/** A talk with the agent in a container of a sandbox, over as many connections as it takes. */
export interface AgentSession {
  /**
   * Asks, and asks again when the connection breaks: what is asked for must be the same the second time. Throws Problem
   * `cluster_unavailable` when that goes on for too long, `sandbox_failed` when the agent cannot do it, and AnswerTooLong:
   * then nothing of the answer is kept in memory any more.
   */
  ask(op: string, parameters?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): void;
}

const againMs = 250;
/** As long as an API server may be away, such as while its cluster is upgraded. */
const awayMs = 120_000;

/** The session was closed, or its container is gone for good. */
export class SessionOver extends Error {}

/** More than is ever asked for at once; of paths some hundred thousand. */
const mostAnswerBytes = 64 * 1024 * 1024;

/** The agent has more to say than a worker has memory for. */
export class AnswerTooLong extends Error {}

interface Pending {
  pieces: Buffer[];
  bytes: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * `connect` begins the agent in the container. `isGone` says that there is no container any more, so that connecting
 * again is in vain.
 */
export function createAgentSession(options: {
  connect: (onOutput: (bytes: Buffer) => boolean) => Promise<ExecConnection>;
  isGone: () => boolean;
}): AgentSession {
  const pending = new Map<number, Pending>();
  let connection: Promise<ExecConnection> | null = null;
  let lastId = 0;
  let isClosed = false;

  const keep = (id: number, content: Buffer) => {
    const asked = pending.get(id);
    if (!asked) return;
    asked.pieces.push(content);
    asked.bytes += content.length;
    if (asked.bytes <= mostAnswerBytes) return;
    pending.delete(id);
    asked.reject(new AnswerTooLong(`The answer is longer than ${mostAnswerBytes} bytes.`));
  };
  const open = async (): Promise<ExecConnection> => {
    const read = frameReader();
    const opened = await options.connect((bytes) => {
      const frames = read(bytes);
      for (const { id, kind, content } of frames ?? []) {
        const asked = pending.get(id);
        if (kind === "data") keep(id, content);
        else pending.delete(id);
        if (kind === "end") asked?.resolve({ data: Buffer.concat(asked.pieces), end: JSON.parse(String(content)) });
        if (kind === "error")
          asked?.reject(new Problem("sandbox_failed", `The sandbox's agent says: ${content.toString()}`));
      }
      return frames !== null;
    });
    void opened.closed.then((said) => {
      connection = null;
      const lost = new Error(`The connection to the sandbox has ended. ${said}`);
      for (const asked of pending.values()) asked.reject(lost);
      pending.clear();
    });
    if (isClosed) opened.close();
    return opened;
  };
  const connected = () => {
    connection ??= open().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  };
  const askOnce = async (op: string, parameters: Readonly<Record<string, unknown>>): Promise<Answer> => {
    const { send } = await connected();
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      pending.set(id, { pieces: [], bytes: 0, resolve, reject });
      send(`${JSON.stringify({ id, op, ...parameters })}\n`);
    });
  };

  return {
    async ask(op, parameters = {}) {
      let awaySince: number | null = null;
      for (;;) {
        if (isClosed) throw new SessionOver("The session was closed.");
        const askedAt = performance.now();
        try {
          return await askOnce(op, parameters);
        } catch (error) {
          if (error instanceof Problem || error instanceof AnswerTooLong) throw error;
          if (isClosed || options.isGone()) throw new SessionOver("The container is gone.", { cause: error });
          // A connection that stood for a while shows that the cluster was there.
          if (performance.now() - askedAt > 5000) awaySince = null;
          awaySince ??= askedAt;
          if (performance.now() - awaySince > awayMs) throw clusterProblem(error);
        }
        await sleep(againMs, undefined, { ref: false });
      }
    },
    close() {
      isClosed = true;
      void connection?.then((opened) => opened.close()).catch(() => undefined);
    },
  };
}
