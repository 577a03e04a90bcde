import { z } from "zod";
import { Permission, Role, Scope } from "./access.ts";

/** What anybody may know of a center. */
export const Center = z
  .object({
    signUp: z.enum(["open", "invited"]).describe("Whether anybody may sign up, or only whom somebody has invited."),
  })
  .meta({ id: "Center" });
export type Center = z.infer<typeof Center>;

/** Who may do what: the table that holds. */
export const Roles = z
  .object({
    permissions: z.array(
      z.object({
        permission: Permission,
        role: Role.describe("The least role that has it."),
        scope: Scope.nullable().describe("The scope of a key that has it; null: no key does."),
        of: z.enum(["project", "organization"]).describe("Whether it may be limited to some projects."),
      }),
    ),
  })
  .meta({ id: "Roles" });
export type Roles = z.infer<typeof Roles>;

/** What there is to say of an image before a suite names it. */
export const ImageLook = z
  .object({
    name: z
      .object({
        registry: z.string(),
        repository: z.string(),
        tag: z.string().nullable(),
        digest: z.string().nullable(),
      })
      .nullable()
      .describe("Its parts. Null: it is no name of an image."),
    problem: z
      .string()
      .nullable()
      .describe("Why no suite may use it: it is no name, or the organization's sandbox policy does not allow it."),
  })
  .meta({ id: "ImageLook" });
export type ImageLook = z.infer<typeof ImageLook>;

/** What lies in a directory of the center's own host. */
export const DirectoryLook = z
  .object({
    problem: z.string().nullable().describe("Why no suite may use it, such as that it is not there."),
    setUp: z
      .object({
        name: z.string().describe("What was recognised, such as `pytest (pyproject.toml)`."),
        image: z.string().nullable().describe("What it would run in; null: its own Dockerfile, or this host."),
        command: z.array(z.string()).nullable(),
        workingDirectory: z.string(),
        reports: z.array(z.string()),
      })
      .nullable()
      .describe("Null: no way to run its tests was recognised."),
    hasDockerfile: z.boolean(),
  })
  .meta({ id: "DirectoryLook" });
export type DirectoryLook = z.infer<typeof DirectoryLook>;
