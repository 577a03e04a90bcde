import { Problem } from "@aac/core";

/** The id after which a page begins. Throws Problem `invalid_cursor`. */
export function decodeCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, "base64url").toString();
  if (!/^[\w-]{1,200}$/.test(id)) throw new Problem("invalid_cursor", "The cursor was not made by this server.");
  return id;
}

/** The same where a page begins after a text. */
export function decodeText(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const bytes = Buffer.from(cursor, "base64url");
  const text = bytes.toString();
  if (bytes.length > 0 && Buffer.from(text).equals(bytes) && !text.includes("\0")) return text;
  throw new Problem("invalid_cursor", "The cursor was not made by this server.");
}

export const cursorOf = (id: string) => Buffer.from(id).toString("base64url");

/** Makes a page of `limit + 1` found records: the one too many tells that there is a next page. */
export function toPage<T extends { id: string }, R>(
  found: T[],
  limit: number,
  present: (record: T) => R,
): { items: R[]; nextCursor: string | null } {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(present), nextCursor: last ? cursorOf(last.id) : null };
}

/** The condition that begins a page of ascending ids. */
export function after(cursor: string | undefined): { id?: { gt: string } } {
  const id = decodeCursor(cursor);
  return id === null ? {} : { id: { gt: id } };
}

/** The same for descending ids: newest first. */
export function before(cursor: string | undefined): { id?: { lt: string } } {
  const id = decodeCursor(cursor);
  return id === null ? {} : { id: { lt: id } };
}
