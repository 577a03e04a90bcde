import { canonical } from "./canonical.ts";

type Fields = Record<string, unknown>;

/** Change by themselves with every change. */
const ignored = new Set(["createdAt", "updatedAt", "revision"]);
const longestText = 1_000;
const mostItems = 100;

/** The fields in which the two differ, of inner objects only those that do; null where none does. */
export function changedFields(before: object, after: object): { before: Fields | null; after: Fields | null } {
  const was: Fields = {};
  const is: Fields = {};
  const [one, other] = [before as Fields, after as Fields];
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    if (ignored.has(name) || equal(one[name], other[name])) continue;
    const inner = isObject(one[name]) && isObject(other[name]) ? changedFields(one[name], other[name]) : null;
    const [left, right] = inner ? [inner.before, inner.after] : [one[name], other[name]];
    if (left !== undefined && left !== null) set(was, name, left);
    else if (name in one) set(was, name, null);
    if (right !== undefined && right !== null) set(is, name, right);
    else if (name in other) set(is, name, null);
  }
  return { before: orNull(was), after: orNull(is) };
}

/** What is kept of an object that was made or deleted: all that it had to say. */
export const wholeFields = (of: object): Fields =>
  Object.fromEntries(
    Object.entries(of).filter(([name, value]) => !ignored.has(name) && value !== null && value !== undefined),
  );

/** Long texts and lists are cut, so that no entry grows without end. */
export function bounded(value: unknown): unknown {
  if (typeof value === "string")
    return value.length > longestText ? `${value.slice(0, longestText)}… (${value.length} characters)` : value;
  if (Array.isArray(value)) {
    const kept: unknown[] = value.slice(0, mostItems).map(bounded);
    return value.length > mostItems ? [...kept, `… (${value.length} items)`] : kept;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const kept = Object.fromEntries(entries.slice(0, mostItems).map(([name, inner]) => [name, bounded(inner)]));
  return entries.length > mostItems ? { ...kept, "…": `${entries.length} fields` } : kept;
}

const equal = (one: unknown, other: unknown) => canonical([one ?? null]) === canonical([other ?? null]);
const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const orNull = (fields: Fields) => (Object.keys(fields).length > 0 ? fields : null);
const set = (fields: Fields, name: string, value: unknown) =>
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
