import { ApiError } from "@aac/contract";
import type { Host } from "../host.ts";
import { isUnreachable } from "./connect.ts";

const tries = 4;

/**
 * Sends a request until it is answered, a few times over two seconds: a center that restarts costs no build. Only for
 * requests that may arrive twice, which those with an idempotency key may.
 */
export async function sendAgain<T>(host: Pick<Host, "pause">, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === tries || !isPassing(error)) throw error;
      await host.pause(250 * 2 ** (attempt - 1));
    }
  }
}

const isPassing = (error: unknown) =>
  isUnreachable(error) || (error instanceof ApiError && [502, 503, 504].includes(error.problem.status));
