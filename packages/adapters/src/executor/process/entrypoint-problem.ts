import type { Exit } from "@aac/core";
import { firstLine } from "./suite-command.ts";

/** What is wrong with an entrypoint that has failed, as far as it can be told from the file. */
export function entrypointProblem(path: string): Exit["problem"] {
  if (!firstLine(path).endsWith("\r")) return null;
  return {
    code: "entrypoint_crlf",
    detail: "Lines of `entrypoint.sh` end in a carriage return, which the shell takes for a part of the commands.",
  };
}
