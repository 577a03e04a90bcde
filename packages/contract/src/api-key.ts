import { z } from "zod";
import { Scope } from "./access.ts";
import { Id, Instant, Slug } from "./slug.ts";

const name = z.string().trim().min(1).max(120);
const scopes = z
  .array(Scope)
  .min(1)
  .max(Scope.options.length)
  .refine((all) => new Set(all).size === all.length, "Each scope once.");
const projects = z
  .array(Slug)
  .min(1)
  .max(100)
  .nullable()
  .describe("The only projects it is for; null: all that its owner sees.");

/** What a program signs in with, instead of a person. Of its secret only the beginning is known. */
export const ApiKey = z
  .object({
    id: Id,
    name,
    start: z.string().describe("What the secret begins with, to tell keys apart by."),
    scopes: z.array(Scope),
    projects: z.array(Slug).nullable().describe("The only projects it is for; null: all that its owner sees."),
    owner: z
      .object({ kind: z.enum(["person", "serviceAccount"]), id: Id, name: z.string() })
      .nullable()
      .describe("Whose it is; null: the organization's, made at its beginning."),
    createdBy: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant.nullable().describe("Null: it does not end by itself."),
    lastUsedAt: Instant.nullable().describe("To the minute, or so."),
    formerUntil: Instant.nullable().describe("Until then the secret before the last rotation is taken as well."),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = z
  .strictObject({
    name,
    scopes,
    projects: projects.default(null),
    expiresAt: Instant.nullable().default(null).describe("Null: it does not end by itself."),
  })
  .meta({ id: "NewApiKey" });
export type NewApiKey = z.output<typeof NewApiKey>;

export const ApiKeyRotation = z
  .strictObject({
    overlapHours: z.int().min(0).max(168).default(24).describe("How long the former secret is still taken."),
  })
  .meta({ id: "ApiKeyRotation" });
export type ApiKeyRotation = z.output<typeof ApiKeyRotation>;

/** A key with its secret, which is told this once. */
export const ApiKeySecret = z
  .object({ key: ApiKey, secret: z.string().describe("Keep it, it is not told again.") })
  .meta({ id: "ApiKeySecret" });
export type ApiKeySecret = z.infer<typeof ApiKeySecret>;

/** Somebody who is no person, and owns keys: they outlive whoever made them. */
export const ServiceAccount = z
  .object({
    id: Id,
    slug: Slug,
    name,
    description: z.string(),
    createdBy: z.string(),
    createdAt: Instant,
  })
  .meta({ id: "ServiceAccount" });
export type ServiceAccount = z.infer<typeof ServiceAccount>;

export const NewServiceAccount = z
  .strictObject({
    slug: Slug,
    name: name.optional().describe("Defaults to the slug."),
    description: z.string().max(2000).default(""),
  })
  .meta({ id: "NewServiceAccount" });
export type NewServiceAccount = z.output<typeof NewServiceAccount>;
