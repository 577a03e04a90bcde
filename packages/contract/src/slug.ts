import { z } from "zod";

/** The name of something in a URL: lower-case letters, digits, `.`, `_` and `-`, at most 64 characters. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/, "Use lower-case letters, digits, '.', '_' and '-' (at most 64).")
  .meta({ id: "Slug", examples: ["checkout"] });

/** Ids are made by the server and mean nothing to others. */
export const Id = z.string().min(1).max(64);

/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime().meta({ examples: ["2026-11-23T09:00:00.000Z"] });

/** Makes a slug of a human name; empty when nothing usable is left. */
export function toSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, 64)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}
