import { expect, test } from "vitest";
import type { Sealed } from "../secrets/records.ts";
import { checkImage, registryOf } from "./sandbox-policy.ts";

const digest = `sha256:${"a".repeat(64)}`;
const any = { allowedImages: null, requireDigest: false };
const refused = expect.objectContaining({ code: "image_not_allowed" });

test("without a policy any image and any directory runs, but nothing by the engine's own id", () => {
  checkImage(any, { image: "evil.example/x", directory: null });
  checkImage(any, { image: null, directory: "/suite" });
  expect(() => checkImage(any, { image: digest, directory: null })).toThrow(refused);
});

test("a list keeps out what is not on it, and what is built here", () => {
  const some = { ...any, allowedImages: ["ghcr.io/acme/*"] };
  checkImage(some, { image: "ghcr.io/acme/e2e:1", directory: null });
  expect(() => checkImage(some, { image: "ghcr.io/other/e2e:1", directory: null })).toThrow(refused);
  expect(() => checkImage(some, { image: null, directory: "/suite" })).toThrow(refused);
  expect(() => checkImage(some, { image: "No Such Name", directory: null })).toThrow(refused);
  expect(() => checkImage({ ...any, allowedImages: [] }, { image: "node", directory: null })).toThrow(refused);
});

test("where a digest is asked for, a tag is not enough", () => {
  const pinned = { ...any, requireDigest: true };
  checkImage(pinned, { image: `node:24@${digest}`, directory: null });
  expect(() => checkImage(pinned, { image: "node:24", directory: null })).toThrow(refused);
});

test("credentials go to their own registry alone", () => {
  const registries = {
    "ghcr.io": { username: "u", password: "p" as Sealed },
    "docker.io": { username: "h", password: "q" as Sealed },
  };
  expect(registryOf({ registries }, "ghcr.io/acme/e2e")).toEqual({ host: "ghcr.io", username: "u", password: "p" });
  expect(registryOf({ registries }, "node")).toMatchObject({ host: "docker.io" });
  expect(registryOf({ registries }, "ghcr.io.evil.example/acme/e2e")).toBeNull();
  expect(registryOf({ registries }, null)).toBeNull();
});
