// Mocha has one reporter at a time: this one shows what `spec` shows, and writes CTRF. Runs inside Mocha, in the sandbox.
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const mocha = createRequire(path.join(process.cwd(), "package.json"))("mocha");

module.exports = class extends (mocha.default ?? mocha).reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const tests = [];
    const start = Date.now();
    const add = (status) => (test, error) =>
      tests.push({
        name: test.title,
        suite: ancestors(test),
        status,
        duration: test.duration ?? 0,
        ...(test.file ? { filePath: path.relative(process.cwd(), test.file) } : {}),
        ...(error ? { message: String(error.message ?? error), trace: String(error.stack ?? "") } : {}),
        ...(test.currentRetry?.() > 0 ? { retries: test.currentRetry(), flaky: status === "passed" } : {}),
      });
    runner.on("pass", add("passed"));
    runner.on("fail", add("failed"));
    runner.on("pending", add("skipped"));
    runner.once("end", () => {
      const count = (status) => tests.filter((test) => test.status === status).length;
      const summary = {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: 0,
        other: 0,
        start,
        stop: Date.now(),
      };
      const results = { tool: { name: "mocha" }, summary, tests };
      const report = { reportFormat: "CTRF", specVersion: "0.0.0", results };
      const folder = process.env.AAC_TESTS ?? process.cwd();
      fs.writeFileSync(path.join(folder, `ctrf-mocha-${process.pid}.json`), JSON.stringify(report));
    });
  }
};

/** The titles of the groups a test stands in, outermost first; the root has none. */
function ancestors(test) {
  const titles = [];
  for (let group = test.parent; group && !group.root; group = group.parent) titles.unshift(group.title);
  return titles;
}
