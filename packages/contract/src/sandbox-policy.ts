import { z } from "zod";

const ImagePattern = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9*][^\s]*$/, "A pattern of images, such as `ghcr.io/acme/*`, has no spaces.");

const RegistryHost = z
  .string()
  .max(253)
  .regex(
    /^([a-z0-9-]+\.)*[a-z0-9-]+(:\d{1,5})?$/,
    "A registry as images name it, in small letters: `ghcr.io`, `registry.example:5000`; `docker.io` for Docker Hub.",
  );

const fields = {
  allowedImages: z
    .array(ImagePattern)
    .max(100)
    .nullable()
    .describe(
      "Images that suites may use: `ghcr.io/acme/*`, `docker.io/library/node:24*`. `*` stands for anything within a part of the name, `**` for anything; without a tag in it a pattern means all. Null: any image.",
    ),
  requireDigest: z
    .boolean()
    .describe("Suites name images by digest, as `node@sha256:…`: what was tested stays what runs."),
  runtime: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/, "The name of a runtime of the engine, such as `runsc`.")
    .nullable()
    .describe("The engine's runtime that sandboxes run in, such as `runsc` (gVisor). Null: the engine's own choice."),
};

/** What an organization asks of its sandboxes. Passwords of registries go in and never come out. */
export const SandboxPolicy = z
  .object({ ...fields, registries: z.array(z.object({ host: z.string(), username: z.string() })) })
  .meta({ id: "SandboxPolicy" });
export type SandboxPolicy = z.infer<typeof SandboxPolicy>;

export const SandboxPolicyChange = z
  .strictObject({
    ...fields,
    registries: z
      .record(
        RegistryHost,
        z.strictObject({ username: z.string().min(1).max(256), password: z.string().min(1).max(8192) }).nullable(),
      )
      .describe("Sets the credentials of the registries named here; null removes one; those not named stay."),
  })
  .partial()
  .meta({ id: "SandboxPolicyChange" });
export type SandboxPolicyChange = z.infer<typeof SandboxPolicyChange>;
