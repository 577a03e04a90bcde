import type { SandboxPolicy } from "@aac/contract";
import { Problem } from "../problems.ts";
import type { Sealed } from "../secrets/records.ts";
import { matchesPattern, parseImageName } from "./image-name.ts";

export interface SandboxPolicyRecord extends Omit<SandboxPolicy, "registries"> {
  /** The organization's own. */
  id: string;
  orgId: string;
  /** By host. */
  registries: Record<string, { username: string; password: Sealed }>;
  /** Grows with every change; 0: nothing was set yet. */
  updatedAt: number;
}

/** What an organization that has said nothing asks. */
export const presetSandboxPolicy = {
  allowedImages: null,
  requireDigest: false,
  runtime: null,
  registries: {},
  updatedAt: 0,
} as const satisfies Omit<SandboxPolicyRecord, "id" | "orgId">;

/** Throws Problem `image_not_allowed` where the policy does not let a suite run what it names. */
export function checkImage(
  { allowedImages, requireDigest }: Pick<SandboxPolicyRecord, "allowedImages" | "requireDigest">,
  { image, directory }: { image: string | null; directory: string | null },
): void {
  const refuse = (detail: string) => {
    throw new Problem("image_not_allowed", detail);
  };
  if (image === null) {
    if (allowedImages === null && !requireDigest) return;
    refuse(`The suite's image is built of ${directory}; the organization's policy names the images that may be used.`);
    return;
  }
  const name = parseImageName(image);
  if (name === null) {
    // What else is no name the engine says itself, in its own words.
    if (allowedImages !== null || requireDigest || /^(sha256:)?[0-9a-f]{64}$/.test(image))
      refuse(`"${image}" is no name of an image in a registry.`);
    return;
  }
  if (requireDigest && name.digest === null)
    refuse(`"${image}" names no digest (…@sha256:…), which the organization's policy asks for.`);
  if (allowedImages !== null && !allowedImages.some((pattern) => matchesPattern(name, pattern)))
    refuse(`"${image}" is none of ${allowedImages.join(", ") || "the images allowed, for none is"}.`);
}

/** The registry's credentials that an image is fetched with. */
export function registryOf(
  { registries }: Pick<SandboxPolicyRecord, "registries">,
  image: string | null,
): { host: string; username: string; password: Sealed } | null {
  const host = image === null ? null : (parseImageName(image)?.registry ?? null);
  const access = host === null ? undefined : registries[host];
  return access && host !== null ? { host, ...access } : null;
}
