import { expect, test } from "vitest";
import { readCheckout } from "./checkout.ts";

/** Where the audit log may be written. Everything else reads it, and appends through these. */
const writers = [
  "packages/core/src/flows/append-audit.ts",
  "packages/core/src/flows/audit-chain.ts",
  "packages/core/src/flows/tend-audit.ts",
];
const readers = ["packages/core/src/flows/read-audit.ts", "packages/core/src/flows/verify-audit.ts"];
/** The nouns themselves, and what of them is sealed, are declared there. */
const declared = new Set(["packages/core/src/ports/store.ts", "packages/core/src/ports/sealed-fields.ts"]);

const touches = (text: string) => /\baudit(Entries|Chains)\b/.test(text);
const writes = (text: string) =>
  /\baudit(Entries|Chains)\.(insert|insertMany|update|increment|delete|deleteMany)\(/.test(text);
const isCode = (path: string) => /^(packages|apps)\/.*\.tsx?$/.test(path) && !path.includes(".test.");

test("nothing but the flows of the audit log touches its entries, and what changes one is not among them", () => {
  const code = [...readCheckout()].filter(([path]) => isCode(path) && !declared.has(path));
  const touching = code.filter(([, text]) => touches(text)).map(([path]) => path);
  expect(touching.toSorted()).toEqual([...writers, ...readers].toSorted());
  const writing = code.filter(([, text]) => writes(text)).map(([path]) => path);
  expect(writing.toSorted()).toEqual(writers.toSorted());
  expect(code.filter(([, text]) => /\bauditEntries\.(update|increment)\(/.test(text))).toEqual([]);
});
