/** One line of a JSON document that is shown as a tree. */
export interface JsonRow {
  /** Names the place, for what is open: `$.a.0`. */
  readonly path: string;
  readonly depth: number;
  readonly key: string | null;
  /** Of a list or an object how many it has; of anything else its text. */
  readonly value: { kind: "list" | "object"; count: number } | { kind: "text" | "number" | "word"; text: string };
  readonly isOpen: boolean;
}

/** The rows that can be seen, at most so many: what is closed costs nothing. */
export function jsonRows(
  document: unknown,
  isOpen: (path: string, depth: number) => boolean,
  most: number,
): { rows: JsonRow[]; isCut: boolean } {
  const rows: JsonRow[] = [];
  const visit = (value: unknown, path: string, key: string | null, depth: number): boolean => {
    if (rows.length >= most) return false;
    if (typeof value !== "object" || value === null) {
      rows.push({ path, depth, key, value: leafOf(value), isOpen: false });
      return true;
    }
    const entries: [string, unknown][] = Array.isArray(value)
      ? value.map((item, index) => [String(index), item])
      : Object.entries(value);
    const open = entries.length > 0 && isOpen(path, depth);
    rows.push({
      path,
      depth,
      key,
      value: { kind: Array.isArray(value) ? "list" : "object", count: entries.length },
      isOpen: open,
    });
    return !open || entries.every(([name, item]) => visit(item, `${path}.${name}`, name, depth + 1));
  };
  const isWhole = visit(document, "$", null, 0);
  return { rows, isCut: !isWhole };
}

function leafOf(value: unknown): JsonRow["value"] {
  if (typeof value === "string") return { kind: "text", text: JSON.stringify(value) };
  if (typeof value === "number") return { kind: "number", text: String(value) };
  return { kind: "word", text: String(value) };
}
