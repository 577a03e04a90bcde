import { expect, test } from "vitest";
import { instrumentScripts } from "./instrument-scripts.ts";

const instrument = (scripts: Record<string, string>) => {
  const { changed, used } = instrumentScripts(scripts, "test");
  return { changed, used: used.map(({ name }) => name) };
};

test("what a runner needs is added to its own command only", () => {
  const { changed, used } = instrument({ test: "tsc && vitest run --coverage && echo done" });
  expect(used).toEqual(["Vitest"]);
  expect(changed["test"]).toMatch(/^tsc && vitest run --coverage --reporter=default --reporter=junit .* && echo done$/);
});

test("scripts that the test script runs are followed, by name and by pattern, and in circles once", () => {
  const { changed, used } = instrument({
    test: "npm run lint && run-s unit:*",
    lint: "eslint . && npm test",
    "unit:node": "node --test",
    "unit:browser": "playwright test",
    e2e: "cypress run",
  });
  expect(used).toEqual(["node:test", "Playwright"]);
  expect(Object.keys(changed)).toEqual(["unit:node", "unit:browser"]);
});

test("each call writes a report of its own", () => {
  const { changed } = instrument({ test: "vitest run a; vitest run b" });
  expect(changed["test"]).toContain("junit-vitest-1.xml");
  expect(changed["test"]).toContain("junit-vitest-2.xml");
});

test.each([
  ["cross-env NODE_ENV=test c8 mocha test/", "Mocha"],
  ["NODE_OPTIONS=--experimental-vm-modules node node_modules/jest/bin/jest.js", "Jest"],
  ["npx playwright test --project=chromium", "Playwright"],
  ["nyc tape 'test/**/*.js'", "tape"],
  ["node --import tsx --test 'src/**/*.test.ts'", "node:test"],
])("behind wrappers, paths and variables: %s is %s", (script, name) => {
  expect(instrument({ test: script }).used).toEqual([name]);
});

test.each(["echo vitest", "npm i jest", 'concurrently "jest" tsc', "playwright install", "vitest bench"])(
  "what only mentions a runner is left alone: %s",
  (script) => expect(instrument({ test: script })).toEqual({ changed: {}, used: [] }),
);

test("a script that is named like a runner is the script", () => {
  expect(Object.keys(instrument({ test: "npm run jest", jest: "jest --ci" }).changed)).toEqual(["jest"]);
  expect(Object.keys(instrument({ test: "yarn jest --ci" }).changed)).toEqual(["test"]);
});

test("node's flags stand before its files, and a reporter that has no destination yet keeps the output", () => {
  expect(instrument({ test: "node --test --test-reporter=dot a.js" }).changed["test"]).toMatch(
    /^node --test --test-reporter=junit --test-reporter-destination="[^"]+" --test-reporter-destination=stdout .*--test-reporter=dot a\.js/,
  );
});

test("a runner that writes JUnit already is not told to do so again", () => {
  expect(instrument({ test: "vitest run --reporter=junit --outputFile=junit.xml" }).changed["test"]).not.toMatch(
    /junit.*junit-vitest/,
  );
});
