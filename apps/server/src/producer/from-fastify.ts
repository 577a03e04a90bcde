import { Problem, type ProblemCode } from "@aac/core";
import type { FastifyError, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { fieldErrors, type Issue, sentence } from "./field-errors.ts";

export const maxBodyBytes = 1024 * 1024;

/** Fastify's own refusals, by its codes, with what is said of each. */
const refusals: Record<string, { code: ProblemCode; detail: (request: FastifyRequest) => string }> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: "malformed_json", detail: () => "The body is empty." },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: "body_too_large",
    detail: () => `The body is larger than ${maxBodyBytes / 1024 ** 2} MiB.`,
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "unsupported_media_type",
    detail: ({ headers }) => `A body of type "${headers["content-type"] ?? "unknown"}" is not understood here.`,
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: "invalid_request",
    detail: () => "The body is not as long as `content-length` says.",
  },
};

/** A refusal of Fastify, or of the schemas it checks by, as a Problem; null for what is not the caller's mistake. */
export function fromFastify(error: FastifyError | Error, request: FastifyRequest): Problem | null {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ keyword, instancePath, message = "", params }): Issue => ({
      ...params,
      code: keyword,
      message,
      path: instancePath.split("/").filter(Boolean),
    }));
    const errors = fieldErrors(issues, placeOf(error.validationContext));
    const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(" ");
    return new Problem("invalid_request", detail, { errors });
  }
  const { code, statusCode } = error as FastifyError;
  const refusal = refusals[code];
  if (refusal) return new Problem(refusal.code, refusal.detail(request), { cause: error });
  return statusCode !== undefined && statusCode < 500
    ? new Problem("invalid_request", sentence(error.message), { cause: error })
    : null;
}

/** The body's fields are told by their names alone. */
function placeOf(context: string | undefined): string[] {
  if (context === undefined || context === "body") return [];
  return [context === "querystring" ? "query" : context];
}
