import { Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";

/** Bodies are JSON and nothing else. One that is not is refused with the place where it ends to be. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") return done(new Problem("malformed_json", "The body is empty."));
    return parse(request, body, (error, value) => {
      if (error) done(new Problem("malformed_json", whatIsWrong(body), { cause: error }));
      else done(null, value);
    });
  });
}

function whatIsWrong(body: string): string {
  try {
    JSON.parse(body);
    return "The body has a field `__proto__` or `constructor.prototype`, which no body may have.";
  } catch (error) {
    return `${(error as Error).message}.`;
  }
}
