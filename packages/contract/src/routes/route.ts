import { z } from "zod";
import type { Permission } from "../access.ts";
import { Id, Slug } from "../slug.ts";

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `:name` for parameters and `*` for the rest of the path. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What a caller must be allowed to do. Null: it is open to anyone. */
  readonly permission: Permission | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The content type of a body that is no JSON; such a route has no `body`. */
  readonly consumes?: "multipart/form-data";
  /** The status of success. */
  readonly status: 200 | 201 | 204 | 302;
  /** The JSON answered; absent: nothing (204), or what `contentType` names. */
  readonly answer?: z.ZodType;
  readonly contentType?: string;
}

/** A page of a list; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const paging = {
  cursor: z.string().max(512).optional().describe("`nextCursor` of the page before."),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
export const line = z.coerce.number().int().min(1);
export const project = { project: Slug };
export const run = { run: Id };
export const delivery = { delivery: z.string().max(200) };
export const schedule = { ...project, schedule: Slug };
export const place = {
  shard: z.coerce.number().int().min(1).optional(),
  attempt: z.coerce.number().int().min(1).optional().describe("Defaults to the newest of each shard."),
};
