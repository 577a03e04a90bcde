import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { referencePages } from "./pages.ts";

const docs = join(import.meta.dirname, "../../docs");

test.each(Object.entries(referencePages))("docs/%s is what the code says: else `npm run reference`", (path, write) => {
  expect(readFileSync(join(docs, path), "utf8")).toBe(write());
});
