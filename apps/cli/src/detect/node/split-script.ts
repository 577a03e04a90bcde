/** A piece of a package script: a command, or what stands between two of them (`&&`, `||`, `;`, `|`, `&`). */
export interface Piece {
  text: string;
  isCommand: boolean;
}

/** Takes a script apart at the places where the shell would, so that the texts of all pieces make it up again. */
export function splitScript(script: string): Piece[] {
  const pieces: Piece[] = [];
  let quote = "";
  let start = 0;
  for (let at = 0; at < script.length; at += 1) {
    const char = script.charAt(at);
    if (char === "\\" && quote !== "'") at += 1;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else {
      const separator = /^\s*(?:&&|\|\||;|\||&(?!>))\s*/.exec(script.slice(at))?.[0];
      if (separator === undefined || isRedirection(script, at)) continue;
      pieces.push({ text: script.slice(start, at), isCommand: true }, { text: separator, isCommand: false });
      start = at + separator.length;
      at = start - 1;
    }
  }
  pieces.push({ text: script.slice(start), isCommand: true });
  return pieces;
}

/** The words of one command with their quotes: enough to see which program it calls itself, and how. */
export function wordsOf(command: string): string[] {
  return command.trim().split(/\s+/);
}

/** `2>&1` holds an ampersand that separates nothing. */
const isRedirection = (script: string, at: number) => script[at] === "&" && script[at - 1] === ">";
