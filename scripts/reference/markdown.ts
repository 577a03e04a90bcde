/** Text of a program as Markdown that shows it as it is. Code spans stay what they are. */
export const asText = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replaceAll(/[\\*<>[\]]|\b_|_\b/g, String.raw`\$&`)))
    .join("");

export const code = (text: string) => `\`${text}\``;

/** A table; cells are Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`).replaceAll("\n", " ")).join(" | ")} |`;
  return [line(columns), `|${columns.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** A page that is written by a program: says so to whoever opens the file. */
export const page = (title: string, ...parts: readonly string[]) =>
  [`# ${title}`, "<!-- Written by `npm run reference`; a test compares. -->", ...parts].join("\n\n") + "\n";
