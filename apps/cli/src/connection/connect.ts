import { type Client, createClient } from "@aac/contract";
import { exitCodes } from "../exit-code.ts";
import { Refusal } from "../refusal.ts";
import type { Center } from "./find-center.ts";

export interface Connection {
  client: Client;
  /** The dashboard's page of a run. */
  runPage(run: string): string;
  /** An address the server named relative to itself. */
  absolute(path: string): string;
}

/** A client of that center, whose requests throw a Refusal with the exit code of `unreachable` when nobody answers. */
export function connect(center: Center, send: typeof fetch): Connection {
  const client = createClient({
    baseUrl: center.url,
    headers: center.apiKey === undefined ? {} : { authorization: `Bearer ${center.apiKey}` },
    fetch: async (input, init) => {
      try {
        return refusePages(center.url, await send(input, init));
      } catch (error) {
        if (init?.signal?.aborted || error instanceof Refusal) throw error;
        throw unreachable(center.url, error);
      }
    },
  });
  return {
    client,
    runPage: (run) => `${center.url}/runs/${run}`,
    absolute: (path) => new URL(path, `${center.url}/`).href,
  };
}

/** Whether a request failed because nobody answered, so that sending it again may help. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Refusal && error.exitCode === exitCodes.unreachable.code;
}

/** No answer to this command is a page: one comes from a proxy, or from another program at that port. */
function refusePages(url: string, response: Response): Response {
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/html")) return response;
  throw new Refusal(
    `What answers at ${url} is something else.`,
    "Check that the address is that of an Agnostic Automation Center, and what stands between.",
  );
}

function unreachable(url: string, error: unknown): Refusal {
  const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
  return new Refusal(
    `No center answers at ${url} (${cause?.code ?? cause?.message ?? (error as Error).message}).`,
    "Start one with `aac up`, or name another with --url or AAC_URL.",
    exitCodes.unreachable.code,
  );
}
