import { expect, test } from "vitest";
import { findMadeUp, replaceNames, strikeNames } from "./named-files.ts";

const evidence = String.raw`
at Object.<anonymous> (/app/tests/cart.test.js:12:3)
at file:///app/src/load.mjs:3:1
  File "/app/tests/test_cart.py", line 3, in test_adds
--- FAIL: TestDelivery (0.00s)
    delivery_test.go:12: expected 2
	at com.shop.CartTest.adds(CartTest.java:33)
panicked at src/stock/count.rs:4:5
./spec/cart_spec.rb:3:in 'block'
   at Shop.CartTests.Adds() in C:\build\tests\CartTests.cs:line 12
/app/src/Cart.php(12): Shop\Cart->add()
src/größe/maß.kt:4: error
tests/cart.c:3:5: error: expected ';'
app/[id]/page.tsx (3:1)
snapshots/cart.ts.snap
`;

test.each([
  "tests/cart.test.js",
  "cart.test.js:12",
  "./tests/cart.test.js",
  "/app/tests/cart.test.js",
  "/app/src/load.mjs",
  "tests/test_cart.py",
  "delivery_test.go",
  "CartTest.java:33",
  "src/stock/count.rs",
  "spec/cart_spec.rb",
  String.raw`C:\build\tests\CartTests.cs`,
  "tests/CartTests.cs",
  "src/Cart.php(12)",
  "src/größe/maß.kt",
  "cart.c",
  "app/[id]/page.tsx",
  "cart.ts.snap",
])("%s stands in the evidence", (name) => {
  expect(findMadeUp(`It is in ${name}. See "${name}", (${name}) and ${name}, too.`, evidence)).toEqual([]);
});

test.each([
  ["tests/carts.test.js"],
  ["cart.js"],
  ["art.test.js"],
  ["src/tests/cart.test.js"],
  ["/tests/cart.test.js"],
  ["src/load.ts"],
  ["test_carts.py"],
  ["delivery.go"],
  ["Cart.java"],
  ["src/stock/count.r"],
  ["spec/cart_spec.rb.bak"],
  [String.raw`D:\build\tests\CartTests.cs`],
  ["Cart.kt"],
  ["cart.h"],
  ["cart.ts"],
  ["pay/größe.kt"],
  ["docs/setup.md"],
  ["https://example.org/fix"],
])("%s is made up", (name) => {
  expect(findMadeUp(`It is in ${name}.`, evidence)).toEqual([name]);
});

test.each([
  "Node.js and Vue.js are too old for it, and/or TCP/IP is at fault.",
  "Pass process.env on, log by console.log, await response.json() and res.json().",
  "Add it to package.json, go.mod or requirements.txt, or look into docker-compose.yml and playwright.config.ts.",
  "Version 1.2/1.3 of node:24 at db.internal:5432 took 0.5 s, i.e. too long; mail ada@example.org.",
  "Expected 3.14 but got 2.71. Then it ended.",
])("what is no claim about a file is let be: %s", (said) => {
  expect(findMadeUp(said, evidence)).toEqual([]);
});

test("only whole names are replaced or struck", () => {
  const text = "See lib/cart.ts and my-cart.ts, then cart.ts. Mend my-cart.ts! Remove cart.ts.";
  expect(replaceNames(text, ["cart.ts"], "(nothing)")).toBe(
    "See lib/cart.ts and my-cart.ts, then (nothing). Mend my-cart.ts! Remove (nothing).",
  );
  expect(strikeNames(text, ["cart.ts"])).toBe("Mend my-cart.ts!");
});

test("a text as long as an answer may be, made to take long, is looked through in no time", () => {
  const startedAt = performance.now();
  for (const piece of ["a/", "a.", "../", "a.a/", "C:\\", "[a]"])
    findMadeUp(piece.repeat(2_000 / piece.length), evidence);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
