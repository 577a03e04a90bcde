import type { FastifyReply } from "fastify";
import { type Checks, checkAll } from "../../observe/checks.ts";
import type { HandlersOf } from "../handlers.ts";

/** Liveness depends on nothing: a process that answers is alive, whatever else is missing. */
export function healthRoutes(checks: Checks): HandlersOf<"health" | "healthLive" | "healthReady"> {
  const ready = async ({ reply }: { reply: FastifyReply }) => {
    const health = await checkAll(checks);
    if (health.status !== "ok") reply.code(503);
    return health;
  };
  return { health: ready, healthReady: ready, healthLive: async () => ({ status: "ok", checks: {} }) };
}
