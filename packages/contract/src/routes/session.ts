import { z } from "zod";
import { Permission, Role } from "../access.ts";
import { Id, Slug } from "../slug.ts";
import type { Route } from "./route.ts";

export const Session = z
  .object({
    organization: z.object({ id: Id, slug: Slug, name: z.string() }),
    name: z.string().describe("The person or key signed in."),
    role: Role.nullable().describe("Null: a key."),
    permissions: z.array(Permission).describe("All it may do, in some project at least."),
    mode: z.enum(["local", "server"]),
    version: z.string(),
    executor: z.string().nullable().describe("What runs sandboxes here, where this process does."),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const sessionRoutes = {
  signIn: {
    method: "POST",
    path: "/api/v1/session",
    tag: "session",
    summary: "Sign in with a one-time code or an API key",
    description: "Sets an http-only cookie for browsers.",
    permission: null,
    body: z.union([z.strictObject({ code: z.string().max(200) }), z.strictObject({ apiKey: z.string().max(200) })]),
    status: 200,
    answer: Session,
  },
  getSession: {
    method: "GET",
    path: "/api/v1/session",
    tag: "session",
    summary: "Who am I?",
    permission: "organization:read",
    status: 200,
    answer: Session,
  },
  signOut: {
    method: "DELETE",
    path: "/api/v1/session",
    tag: "session",
    summary: "Sign out",
    permission: null,
    status: 204,
  },
} as const satisfies Record<string, Route>;
