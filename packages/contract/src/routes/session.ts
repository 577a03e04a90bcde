import { z } from "zod";
import { Permission, Role } from "../access.ts";
import { Id, Slug } from "../slug.ts";
import { EmailAddress, Password } from "./account.ts";
import type { Route } from "./route.ts";

export const Session = z
  .object({
    organization: z.object({ id: Id, slug: Slug, name: z.string() }),
    person: Id.nullable().describe("Null: a key."),
    name: z.string().describe("The person or key signed in."),
    role: Role.nullable().describe("Null: a key."),
    permissions: z.array(Permission).describe("All it may do, in some project at least."),
    mode: z.enum(["local", "server"]),
    version: z.string(),
    executor: z.string().nullable().describe("What runs sandboxes here, where this process does."),
    opensTraces: z.boolean().describe("Traces of Playwright can be opened here: `REPORTS_ORIGIN` is set."),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

/** What a sign-in came to: one of the two. Neither: the person is signed in, and in no organization. */
export const SignedIn = z
  .object({
    session: Session.nullable(),
    challenge: z.string().nullable().describe("A code is asked for: to be given with it, within ten minutes."),
  })
  .meta({ id: "SignedIn" });
export type SignedIn = z.infer<typeof SignedIn>;

export const sessionRoutes = {
  signIn: {
    method: "POST",
    path: "/api/v1/session",
    tag: "session",
    summary: "Sign in",
    description:
      "By address and password, or with the code of a printed link. Sets an http-only cookie for browsers; who has a key needs none.",
    permission: null,
    body: z.union([
      z.strictObject({ email: EmailAddress, password: Password }),
      z.strictObject({ code: z.string().max(200) }),
    ]),
    status: 200,
    answer: SignedIn,
  },
  signInSecondStep: {
    method: "POST",
    path: "/api/v1/session/second-step",
    tag: "session",
    summary: "Sign in: the code of the authenticator, or a backup code",
    permission: null,
    body: z.union([
      z.strictObject({ challenge: z.string().max(500), code: z.string().regex(/^\d{6}$/, "Six digits.") }),
      z.strictObject({ challenge: z.string().max(500), backupCode: z.string().min(10).max(50) }),
    ]),
    status: 200,
    answer: SignedIn,
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
