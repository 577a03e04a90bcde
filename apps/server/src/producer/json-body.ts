import { PassThrough, pipeline } from "node:stream";
import { Problem } from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * Bodies are JSON and nothing else. One that is not is refused with the place where it ends to be, and one that is not
 * there after `withinMs`.
 */
export function readJsonBodies(app: FastifyInstance, withinMs: number): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") return done(new Problem("malformed_json", "The body is empty."));
    return parse(request, body, (error, value) => {
      if (error) done(new Problem("malformed_json", whatIsWrong(body), { cause: error }));
      else done(null, value);
    });
  });
  app.addHook("preParsing", async (request, _, body) => {
    if (!isJson(request)) return body;
    const timed = new PassThrough();
    const seconds = Math.ceil(withinMs / 1_000);
    const timer = setTimeout(() => {
      timed.destroy(new Problem("request_too_slow", `The body was not there within ${seconds} s.`));
    }, withinMs);
    pipeline(body, timed, () => undefined);
    timed.once("close", () => clearTimeout(timer));
    return timed;
  });
}

const isJson = ({ headers }: FastifyRequest) =>
  /^application\/json\b/i.test(headers["content-type"] ?? "") &&
  (headers["transfer-encoding"] !== undefined || Number(headers["content-length"]) > 0);

function whatIsWrong(body: string): string {
  try {
    JSON.parse(body);
    return "The body has a field `__proto__` or `constructor.prototype`, which no body may have.";
  } catch (error) {
    return `${(error as Error).message}.`;
  }
}
