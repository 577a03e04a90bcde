import { expect, test } from "vitest";
import { suiteNameOf } from "./wizard-form.tsx";

test.each([
  ["ghcr.io/acme/e2e:1.4", "e2e"],
  ["node", "node"],
  ["localhost:5000/tests", "tests"],
  [`acme/e2e@sha256:${"a".repeat(64)}`, "e2e"],
  ["/home/me/shop/", "shop"],
  ["", ""],
  ["/", ""],
])("the suite of %s is called %s", (source, name) => {
  expect(suiteNameOf(source)).toBe(name);
});
