import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ProblemDetails } from "@aac/contract";
import { Problem, toProblem } from "@aac/core";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { fromFastify } from "./from-fastify.ts";

/** The one place where errors become answers. What is not a caller's mistake is logged, and says nothing of the inside. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = fromFastify(error, request) ?? toProblem(error);
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

export function toDetails(problem: Problem, requestId?: string): ProblemDetails {
  // What failed on our side is told with paths and addresses, for the log.
  const isOurs = problem.status >= 500;
  return {
    type: `urn:aac:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: isOurs ? "The request could not be answered." : problem.message,
    code: problem.code,
    remedy: problem.remedy,
    ...(requestId === undefined ? {} : { instance: requestId }),
    ...(problem.errors ? { errors: [...problem.errors] } : {}),
  };
}

/** Answers what is not even a request: nothing but the socket is there then. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== "ECONNRESET" && socket.writable) {
    const { status, detail } = brokenBy[error.code ?? ""] ?? { status: 400, detail: "This is not an HTTP request." };
    const title = STATUS_CODES[status] ?? "";
    const body = JSON.stringify({ ...toDetails(new Problem("invalid_request", detail)), status, title });
    const head = `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json`;
    socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

const brokenBy: Record<string, { status: number; detail: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "The request did not come to its end in time." },
  HPE_HEADER_OVERFLOW: { status: 431, detail: "The request's headers are larger than 16 KiB." },
};
