import { describe, expect, test } from "vitest";
import { matchesPattern, parseImageName } from "./image-name.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("a reference is read as engines read it", () => {
  test.each([
    ["node", "docker.io", "library/node", "latest", null],
    ["acme/e2e:1.4", "docker.io", "acme/e2e", "1.4", null],
    ["index.docker.io/acme/e2e", "docker.io", "acme/e2e", "latest", null],
    ["ghcr.io/acme/team/e2e:1", "ghcr.io", "acme/team/e2e", "1", null],
    ["localhost/e2e", "localhost", "e2e", "latest", null],
    ["registry:5000/e2e", "registry:5000", "e2e", "latest", null],
    [`ghcr.io/acme/e2e@${digest}`, "ghcr.io", "acme/e2e", null, digest],
    [`ghcr.io/acme/e2e:1@${digest}`, "ghcr.io", "acme/e2e", "1", digest],
  ])("%s", (reference, registry, repository, tag, wanted) => {
    expect(parseImageName(reference)).toEqual({ registry, repository, tag, digest: wanted });
  });

  test.each(["", "a".repeat(64), digest, "acme/Upper", "a b", "ghcr.io/acme/../evil", "node@sha256:short"])(
    "%s is none",
    (reference) => expect(parseImageName(reference)).toBeNull(),
  );
});

describe("a pattern", () => {
  const matches = (image: string, pattern: string) => matchesPattern(parseImageName(image)!, pattern);

  test.each([
    ["ghcr.io/acme/e2e:1", "ghcr.io/acme/*"],
    [`ghcr.io/acme/e2e@${digest}`, "ghcr.io/acme/*"],
    ["ghcr.io/acme/team/e2e", "ghcr.io/acme/**"],
    ["node:24-alpine", "node:24*"],
    ["node:24", "docker.io/library/node"],
    ["acme/e2e", "acme/*"],
    ["mirror.example/node:24", "*.example/node:24"],
  ])("lets %s in by %s", (image, pattern) => expect(matches(image, pattern)).toBe(true));

  test.each([
    ["ghcr.io/acme/team/e2e", "ghcr.io/acme/*"],
    ["ghcr.io/acme-evil/e2e", "ghcr.io/acme/*"],
    ["evil.example/ghcr.io/acme/e2e", "ghcr.io/acme/*"],
    ["ghcr.io.evil.example/acme/e2e", "ghcr.io/acme/*"],
    ["ghcrXio/acme/e2e", "ghcr.io/acme/*"],
    ["node:22", "node:24*"],
    ["evil/node:24", "node:24*"],
    ["evil.example/node:24", "node"],
  ])("keeps %s out by %s", (image, pattern) => expect(matches(image, pattern)).toBe(false));
});
