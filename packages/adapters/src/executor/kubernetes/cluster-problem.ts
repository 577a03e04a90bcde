import { Problem, toProblem } from "@aac/core";

/** The HTTP status that the API server answered with; null when the failure is another one. */
export function statusOf(error: unknown): number | null {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code === "number") return code;
  return typeof statusCode === "number" ? statusCode : null;
}

/** What the API server says in its own words, without the client's frame around it. */
function saidBy(error: unknown): string {
  const { body, message, cause } = error as { body?: unknown; message?: string; cause?: { message?: string } };
  const status = typeof body === "string" ? parsed(body) : (body as { message?: string } | undefined);
  return (status?.message ?? cause?.message ?? message ?? String(error)).trim();
}

function parsed(body: string): { message?: string } {
  try {
    return JSON.parse(body) as { message?: string };
  } catch {
    return { message: body };
  }
}

const unreachable =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR|fetch failed|socket hang up|terminated|TimeoutError|other side closed/i;

/** Turns a failure of a call to the API server into the Problem that it is. */
export function clusterProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  const said = saidBy(error);
  const {
    code = "",
    name = "",
    message = "",
    cause,
  } = error as Partial<Error> & { code?: unknown; cause?: { code?: string } };
  if (status === 401 || status === 403) {
    return new Problem("cluster_refused", `The cluster says: ${said}`, { cause: error });
  }
  if (status === 429 || status === 503 || status === 504) {
    return new Problem("cluster_unavailable", `The cluster says: ${said}`, { cause: error });
  }
  if (status !== null) return new Problem("engine_failed", `The cluster says: ${said}`, { cause: error });
  if (unreachable.test([code, name, message, cause?.code, said].join(" "))) {
    return new Problem("cluster_unavailable", `The API server does not answer: ${said}`, { cause: error });
  }
  return toProblem(error, "engine_failed");
}

/** What the API server says when it does not take a sandbox's pod, and whose mistake that is. */
export function createProblem(error: unknown, runtime: string | null): Problem {
  const said = saidBy(error);
  if (runtime !== null && /RuntimeClass|runtimeclass/.test(said)) {
    return new Problem("runtime_not_available", `The cluster has no RuntimeClass "${runtime}": ${said}`, {
      cause: error,
    });
  }
  if (/violates PodSecurity/.test(said)) {
    const remedy = "SANDBOX_USER with a number fulfils `restricted`; without it the namespace may enforce `baseline`.";
    return new Problem("cluster_refused", `The cluster says: ${said}. ${remedy}`, { cause: error });
  }
  return clusterProblem(error);
}

/** A quota that is used up is free again when other sandboxes end. */
export const isQuotaFull = (error: unknown) => statusOf(error) === 403 && /exceeded quota/.test(saidBy(error));
