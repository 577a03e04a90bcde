import { Problem } from "@aac/core";
import type { FastifyReply } from "fastify";

/** Throws Problem `too_many_requests`, and says in the answer when to come again. */
export function refuse(reply: FastifyReply, retryAfterMs: number, detail: string): never {
  reply.header("retry-after", Math.max(1, Math.ceil(retryAfterMs / 1000)));
  throw new Problem("too_many_requests", detail);
}
