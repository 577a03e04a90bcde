import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Permission, Role } from "@aac/contract";
import { expect, test } from "vitest";
import { isAtLeast, permissions } from "./permissions.ts";

const file = join(import.meta.dirname, "../../../../../docs/people.md");
const [begin, end] = ["<!-- roles -->\n", "<!-- /roles -->"];

function table(): string {
  const rows = Permission.options.map((permission) => {
    const { role: least, scope } = permissions[permission];
    const marks = Role.options.map((role) => (isAtLeast(role, least) ? "✓" : ""));
    return `| \`${permission}\` | ${marks.join(" | ")} | ${scope === null ? "no key" : `\`${scope}\``} |`;
  });
  const head = `| permission | ${Role.options.join(" | ")} | scope of a key |`;
  const line = `|---|${Role.options.map(() => "---|").join("")}---|`;
  return `${[head, line, ...rows].join("\n")}\n`;
}

test("the table of roles in docs/people.md is the one that holds; UPDATE_DOCS=1 writes it", async () => {
  const text = await readFile(file, "utf8");
  const [before = "", rest = ""] = text.split(begin);
  const [shown = "", after = ""] = rest.split(end);
  if (process.env["UPDATE_DOCS"]) await writeFile(file, before + begin + table() + end + after);
  expect(process.env["UPDATE_DOCS"] ? table() : shown).toBe(table());
});
