import { problems } from "@aac/core";
import { asText, code, page, table } from "./markdown.ts";

export const errorsPage = () =>
  page(
    "Errors",
    `What is refused is answered as \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): \`code\` for
programs, \`title\`, \`detail\` and \`remedy\` for people, \`errors\` for the fields that were refused. The reason of a run or an attempt that
errored carries the same codes. "Again" says that it was our failure: the center makes another attempt by itself.`,
    table(
      ["code", "status", "title", "what to do", "again"],
      Object.entries(problems)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, { status, title, remedy, retry }]) => [
          code(name),
          String(status),
          asText(title),
          asText(remedy),
          retry ? "yes" : "",
        ]),
    ),
  );
