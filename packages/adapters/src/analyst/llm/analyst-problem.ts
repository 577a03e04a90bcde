import { Problem } from "@aac/core";
import { APICallError, NoObjectGeneratedError, NoOutputGeneratedError, RetryError, TypeValidationError } from "ai";

/**
 * What went wrong with a model, in our words: what a provider says of it may hold a key or what was sent, and is not
 * passed on.
 */
export function analystProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (RetryError.isInstance(error)) return analystProblem(error.lastError);
  if (APICallError.isInstance(error)) {
    const { statusCode, isRetryable } = error;
    if (statusCode === undefined) return new Problem("analyst_failed", "it could not be reached.", { cause: error });
    const why = reasons[statusCode] ?? "";
    return new Problem(isRetryable ? "analyst_failed" : "analyst_refused", `it answered ${statusCode}${why}.`, {
      cause: error,
    });
  }
  const isNoAnswer = [NoObjectGeneratedError, NoOutputGeneratedError, TypeValidationError].some((kind) =>
    kind.isInstance(error),
  );
  if (isNoAnswer) return new Problem("analyst_refused", "what it answered has not the shape of one.", { cause: error });
  return new Problem("analyst_failed", "the connection broke off.", { cause: error });
}

const reasons: Partial<Record<number, string>> = {
  400: ", it does not understand the request (is the model's name right?)",
  401: ", the key is not valid",
  403: ", the key may not do this",
  404: ", it does not know the model",
  429: ", it is asked too often or the quota is used up",
};
