import { Problem, type ProblemCode, toProblem } from "@aac/core";
import type { ProblemDetails } from "@aac/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

/** Fastify's own refusals, by its codes. */
const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "invalid_request",
  FST_REQ_FILE_TOO_LARGE: "body_too_large",
  FST_FILES_LIMIT: "body_too_large",
  FST_PARTS_LIMIT: "body_too_large",
  FST_INVALID_MULTIPART_CONTENT_TYPE: "unsupported_media_type",
};

/** The one place where errors become answers. What is not a caller's mistake is logged, and says nothing of the inside. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = fromFastify(error) ?? toProblem(error);
  if (problem.status >= 500) request.log.error({ code: problem.code, err: error }, "request failed");
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  void reply
    .code(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify(toDetails(problem, request.id)));
}

export function toDetails(problem: Problem, requestId: string): ProblemDetails {
  const isOurs = problem.code === "internal";
  return {
    type: `/docs/errors#${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: isOurs ? "The request could not be answered." : problem.message,
    code: problem.code,
    remedy: problem.remedy,
    instance: requestId,
    ...(problem.errors ? { errors: [...problem.errors] } : {}),
  };
}

function fromFastify(error: FastifyError | Error): Problem | null {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: [
        ...(error.validationContext === "body" ? [] : [error.validationContext ?? ""]),
        ...instancePath.split("/").filter(Boolean),
      ].join("."),
      message: message ?? "not valid",
    }));
    const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(" ");
    return new Problem("invalid_request", detail, { errors });
  }
  const { code, statusCode } = error as FastifyError;
  const known = byFastifyCode[code];
  if (known) return new Problem(known, error.message, { cause: error });
  return statusCode !== undefined && statusCode < 500
    ? new Problem("invalid_request", error.message, { cause: error })
    : null;
}
