import type { ReportedTest } from "@aac/contract";
import { expect, test } from "vitest";
import { readText } from "../testing/read-all.ts";

/** `file:line > groups > name`, which makes a test the same test in the next run. */
async function places(xml: string): Promise<string[]> {
  const tests = await readText("junit.xml", xml, { workingDirectory: "/app" });
  return tests.map(({ file, line, suitePath, name }: ReportedTest) =>
    [`${file ?? "-"}${line === null ? "" : `:${line}`}`, ...suitePath, name].join(" > "),
  );
}

test("Surefire: the class is the group, told once; a nested class is its own", async () => {
  const xml = `<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="shop.CalcTest$Inner" tests="3">
    <properties><property name="java.version" value="17"/></properties>
    <testcase name="adds" classname="shop.CalcTest" time="0.005"/>
    <testcase name="param(int)[1]" classname="shop.CalcTest" time="0.017"/>
    <testcase name="deep" classname="shop.CalcTest$Inner" time="0.004"/></testsuite>`;
  expect(await places(xml)).toEqual([
    "- > shop.CalcTest > adds",
    "- > shop.CalcTest > param(int)[1]",
    "- > shop.CalcTest$Inner > deep",
  ]);
});

test("pytest: the file is found from the class, in either family of its attributes", async () => {
  const xml = (attributes: string, more: string) =>
    `<testsuites name="pytest tests"><testsuite name="pytest"><testcase ${attributes}/>${more}</testsuite></testsuites>`;
  expect(
    await places(
      xml(
        'classname="tests.unit.test_cart.TestCart" name="test_adds[a/b]"',
        '<testcase classname="tests.cart_test" name="test_x"/><testcase classname="" name="tests.test_broken"/><testcase classname="Odd" name="test_y"/>',
      ),
    ),
  ).toEqual([
    "tests/unit/test_cart.py > TestCart > test_adds[a/b]",
    "tests/cart_test.py > test_x",
    "tests/test_broken.py > tests.test_broken",
    "- > Odd > test_y",
  ]);
  const old = 'classname="tests.unit.checks.Cart" name="test_adds" file="tests/unit/checks.py" line="4"';
  expect(await places(xml(old, ""))).toEqual(["tests/unit/checks.py:5 > Cart > test_adds"]);
});

test("Playwright: the project is the outermost group", async () => {
  const xml = `<testsuites id="" name="" tests="2"><testsuite name="cart/shop.spec.ts" hostname="chromium">
    <testcase name="cart › inner › adds" classname="cart/shop.spec.ts" time="0.1"></testcase></testsuite>
    <testsuite name="cart/shop.spec.ts" hostname=""><testcase name="top" classname="cart/shop.spec.ts"/></testsuite></testsuites>`;
  expect(await places(xml)).toEqual(["cart/shop.spec.ts > chromium > cart > inner > adds", "cart/shop.spec.ts > top"]);
});

test("Vitest: the suite is the file, the name holds the groups", async () => {
  const xml = `<testsuites name="vitest tests"><testsuite name="src/cart.test.ts" hostname="vm">
    <testcase classname="src/cart.test.ts" name="cart &gt; inner &gt; adds" time="0.01"/></testsuite></testsuites>`;
  expect(await places(xml)).toEqual(["src/cart.test.ts > cart > inner > adds"]);
});

test("jest-junit: the full title is split at the group that the suite names, which is not always the test's", async () => {
  const xml = `<testsuites name="jest tests"><testsuite name="cart">
    <testcase classname="cart adds" name="cart adds" time="0.002"/><testcase classname="other works" name="other works"/>
    <testcase classname=" top" name=" top"/></testsuite></testsuites>`;
  expect(await places(xml)).toEqual(["- > cart > adds", "- > other works", "- > top"]);
});

test("mocha-junit-reporter: groups come from the full title", async () => {
  const xml = `<testsuites name="Mocha Tests"><testsuite name="Root Suite"><testcase name="top" classname="top"/></testsuite>
    <testsuite name="inner" file="/app/test/cart.spec.js"><testcase name="cart inner adds it" classname="adds it"/></testsuite></testsuites>`;
  expect(await places(xml)).toEqual(["- > top", "test/cart.spec.js > cart > inner > adds it"]);
});

test("Mocha's own reporter: the class is the group", async () => {
  const xml = `<testsuite name="Mocha Tests"><testcase classname="cart inner" name="adds" file="/app/test/cart.spec.js" time="0"/></testsuite>`;
  expect(await places(xml)).toEqual(["test/cart.spec.js > cart inner > adds"]);
});

test("node:test: suites are groups, the class repeats them, paths are told below the working directory", async () => {
  const xml = `<testsuites><testsuite name="cart"><testcase name="adds" classname="cart" file="/app/a.test.mjs"/>
    <testsuite name="inner"><testcase name="deep" classname="cart.inner" file="/app/a.test.mjs"/></testsuite></testsuite>
    <testcase name="plain" classname="test" file="/app/a.test.mjs"/></testsuites>`;
  expect(await places(xml)).toEqual([
    "a.test.mjs > cart > adds",
    "a.test.mjs > cart > inner > deep",
    "a.test.mjs > plain",
  ]);
});

test("PHPUnit: suites of directories and data sets are left out", async () => {
  const xml = `<testsuites><testsuite name="/app/phpunit.xml"><testsuite name="unit"><testsuite name="App\\CartTest" file="/app/tests/CartTest.php">
    <testcase name="testAdds" file="/app/tests/CartTest.php" line="12" class="App\\CartTest" classname="App.CartTest" assertions="1" time="0.01"/>
    <testsuite name="App\\CartTest::testSums"><testcase name="testSums with data set #0" file="/app/tests/CartTest.php" line="20" class="App\\CartTest" classname="App.CartTest"/></testsuite>
    </testsuite></testsuite></testsuite></testsuites>`;
  expect(await places(xml)).toEqual([
    "tests/CartTest.php:12 > App\\CartTest > testAdds",
    "tests/CartTest.php:20 > App\\CartTest > testSums with data set #0",
  ]);
});

test("gotestsum: the package is the group, a test with subtests is one, a slash in a name is none", async () => {
  const xml = `<testsuites><testsuite name="example.com/shop"><properties><property name="go.version" value="go1.26"/></properties>
    <testcase classname="example.com/shop" name="TestCart/a_b/c"/><testcase classname="example.com/shop" name="TestCart"/>
    <testcase classname="example.com/shop" name="TestTop"/></testsuite></testsuites>`;
  expect(await places(xml)).toEqual(["- > example.com/shop > TestCart > a_b/c", "- > example.com/shop > TestTop"]);
});

test.each([
  [
    ".NET: the assembly and the class",
    `<testsuites><testsuite name="Shop.Tests.dll"><testcase classname="Shop.Tests.CartTests" name="Adds(1, 2)" time="0.1"/></testsuite></testsuites>`,
    "- > Shop.Tests.dll > Shop.Tests.CartTests > Adds(1, 2)",
  ],
  [
    "GoogleTest",
    `<testsuites name="AllTests"><testsuite name="Cart"><testcase name="Adds" file="cart_test.cc" line="7" status="run" classname="Cart"/></testsuite></testsuites>`,
    "cart_test.cc:7 > Cart > Adds",
  ],
  [
    "RSpec",
    `<testsuite name="rspec"><testcase classname="spec.cart_spec" name="Cart adds" file="./spec/cart_spec.rb" time="0.01"/></testsuite>`,
    "spec/cart_spec.rb > Cart adds",
  ],
  [
    "unittest-xml-reporting",
    `<testsuites><testsuite name="tests.test_cart.CartTest-20260101" file="tests/test_cart.py"><testcase classname="tests.test_cart.CartTest" name="test_adds" file="tests/test_cart.py" line="3"/></testsuite></testsuites>`,
    "tests/test_cart.py:3 > tests.test_cart.CartTest-20260101 > CartTest > test_adds",
  ],
  [
    "Bats",
    `<testsuites><testsuite name="cart.bats"><testcase classname="cart.bats" name="adds" time="0.1"/></testsuite></testsuites>`,
    "cart.bats > adds",
  ],
  [
    "cargo nextest",
    `<testsuites name="nextest-run"><testsuite name="shop"><testcase name="cart::adds" classname="shop" time="0.1"/></testsuite></testsuites>`,
    "- > shop > cart::adds",
  ],
  ["nothing but a class", `<testsuite><testcase classname="only a class"/></testsuite>`, "- > only a class"],
])("%s", async (_tool, xml, place) => {
  expect(await places(xml)).toEqual([place]);
});
