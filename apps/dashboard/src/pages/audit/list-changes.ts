type Fields = Record<string, unknown>;

export interface FieldChange {
  /** Such as `variables.BASE`. */
  path: string;
  /** Null: it was not there. */
  before: string | null;
  after: string | null;
}

/** Each field that was changed on a line of its own, those of inner objects by their path. */
export function listChanges(before: Fields | null, after: Fields | null): FieldChange[] {
  const was = flatten(before ?? {});
  const is = flatten(after ?? {});
  return [...new Set([...was.keys(), ...is.keys()])].map((path) => ({
    path,
    before: was.get(path) ?? null,
    after: is.get(path) ?? null,
  }));
}

function flatten(fields: Fields, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    const path = prefix + name;
    const isNested =
      value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0;
    if (isNested) for (const [inner, text] of flatten(value as Fields, `${path}.`)) found.set(inner, text);
    else found.set(path, toText(value));
  }
  return found;
}

function toText(value: unknown): string {
  if (value === null) return "none";
  if (value === "") return "empty";
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return "none";
  return value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join(", ");
}
