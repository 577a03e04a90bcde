import { Variables } from "@aac/contract";
import { t } from "@lingui/core/macro";

/** Reads variables written one a line as `NAME=value`; blank lines and those that start with `#` say nothing. */
export function readVariables(text: string): { variables: Variables } | { error: string } {
  const variables: Record<string, string> = {};
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    if (equals === -1) return { error: t`“${line}” has no “=”: write NAME=value.` };
    variables[line.slice(0, equals).trim()] = line.slice(equals + 1);
  }
  const read = Variables.safeParse(variables);
  if (read.success) return { variables: read.data };
  const [issue] = read.error.issues;
  // A record's issue about a key has the reason inside.
  const reason = issue?.code === "invalid_key" ? issue.issues[0]?.message : issue?.message;
  return { error: [issue?.path.join("."), reason].filter(Boolean).join(": ") };
}
