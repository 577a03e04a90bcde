// Writes what Jest found out as CTRF. Runs inside Jest, in the sandbox.
const fs = require("node:fs");
const path = require("node:path");

const statuses = { passed: "passed", failed: "failed", pending: "skipped", todo: "skipped", disabled: "skipped" };

module.exports = class {
  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => {
      const filePath = path.relative(process.cwd(), file.testFilePath);
      const found = file.testResults.map((test) => ({
        name: test.title,
        suite: test.ancestorTitles,
        status: statuses[test.status] ?? "other",
        duration: test.duration ?? 0,
        filePath,
        ...(test.location ? { line: test.location.line } : {}),
        ...(test.failureMessages.length > 0 ? describe(test.failureMessages.join("\n\n")) : {}),
        ...(test.invocations > 1 ? { retries: test.invocations - 1, flaky: test.status === "passed" } : {}),
      }));
      // A file that could not even be loaded has no tests, and is a failure all the same.
      const broken = file.testExecError || (file.failureMessage && found.length === 0);
      const loading = { name: filePath, suite: [], status: "failed", duration: 0, filePath };
      return broken ? [...found, { ...loading, ...describe(file.failureMessage ?? String(broken)) }] : found;
    });
    const count = (status) => tests.filter((test) => test.status === status).length;
    const summary = {
      tests: tests.length,
      passed: count("passed"),
      failed: count("failed"),
      skipped: count("skipped"),
      pending: 0,
      other: count("other"),
      start: results.startTime,
      stop: Date.now(),
    };
    const report = { reportFormat: "CTRF", specVersion: "0.0.0", results: { tool: { name: "jest" }, summary, tests } };
    const folder = process.env.AAC_TESTS ?? process.cwd();
    fs.writeFileSync(path.join(folder, `ctrf-jest-${process.pid}.json`), JSON.stringify(report));
  }
};

function describe(text) {
  // oxlint-disable-next-line no-control-regex -- Jest colours its messages
  const plain = text.replace(/\u001b\[[0-9;]*m/g, "");
  const stackAt = plain.search(/\n\s+at /);
  return stackAt < 0 ? { message: plain } : { message: plain.slice(0, stackAt).trimEnd(), trace: plain };
}
