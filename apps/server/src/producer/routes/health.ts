import { type Checks, checkAll } from "../../observe/checks.ts";
import type { Exchange, HandlersOf } from "../handlers.ts";

/** Liveness depends on nothing: a process that answers is alive, whatever else is missing. */
export function healthRoutes(checks: Checks): HandlersOf<"health" | "healthLive" | "healthReady"> {
  const ready = async ({ request, reply }: Pick<Exchange<"health">, "request" | "reply">) => {
    const health = await checkAll(checks, (check, problem) =>
      request.log.warn({ check, code: problem.code, err: problem }, "a check failed"),
    );
    if (health.status === "unavailable") reply.code(503);
    return health;
  };
  return { health: ready, healthReady: ready, healthLive: async () => ({ status: "ok", checks: {} }) };
}
