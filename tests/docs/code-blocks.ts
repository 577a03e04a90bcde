import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckout, root } from "../architecture/checkout.ts";

export interface CodeBlock {
  /** File and line, as an editor opens it. */
  at: string;
  language: string;
  text: string;
}

/** What people read: all but the reasons of decisions, and what a program writes. */
export const pages: readonly string[] = [...readCheckout().keys()].filter(
  (path) => path.endsWith(".md") && !/^docs\/(adr|reference)\/|^packages\/|^apps\//.test(path),
);

export const readPage = (path: string) => readFileSync(join(root, path), "utf8");

/** The fenced blocks of a page. */
export function codeBlocksOf(path: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; language: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of readPage(path).split("\n").entries()) {
    const fence = /^\s*(`{3,})(\S*)/.exec(line);
    if (open && fence && fence[1] === open.fence && fence[2] === "") {
      blocks.push({ at: `${path}:${open.line}`, language: open.language, text: `${open.lines.join("\n")}\n` });
      open = null;
    } else if (open) open.lines.push(line);
    else if (fence) open = { fence: fence[1]!, language: fence[2]!, line: index + 1, lines: [] };
  }
  return blocks;
}
