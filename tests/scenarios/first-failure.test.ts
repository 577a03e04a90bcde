import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { type ProcessCenter, startProcessCenter } from "./process-center.ts";
import { until } from "./test-center.ts";

let center: ProcessCenter;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  center = await startProcessCenter();
  const { call } = center.client;
  await call("createChannel", { body: { slug: "hook", kind: "webhook", url: receiver.url } });
  await call("createNoticeRule", { body: { name: "First", channels: ["hook"], firstFailure: true } });
});
afterAll(async () => {
  await center.stop();
  await receiver.close();
});

/** Writes a report bit by bit, and does not go on from its failing test until the gate is open. */
const writing = (report: string, failing: string, rest: string) => `
put() { printf '%s\\n' "$1" >>${report}; }
mkdir -p "$(dirname ${report})"
put '${failing}'
i=0; while [ ! -e "$GATE" ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done
put '${rest}'
exit 1`;

test.each([
  {
    format: "JUnit XML of one class after the other",
    report: "target/surefire-reports/TEST-shop.xml",
    failing:
      '<testsuite name="Cart"><testcase name="adds"/><testcase name="pays"><failure message="1 is not 2"/></testcase>',
    rest: '<testcase name="ships"/></testsuite>',
    name: "Cart › pays",
  },
  {
    format: "TAP",
    report: "results.tap",
    failing: "TAP version 13\nok 1 - adds\nnot ok 2 - pays\nok 3 - ships",
    rest: "1..3",
    name: "pays",
  },
  {
    format: "go test -json",
    report: "go-test.json",
    failing:
      '{"Action":"run","Package":"shop","Test":"TestPays"}\n{"Action":"fail","Package":"shop","Test":"TestPays"}',
    rest: '{"Action":"fail","Package":"shop"}',
    name: "TestPays",
  },
])("a real suite that writes $format as it goes is told of at its first failing test", async (suite) => {
  const gate = join(center.dir, `gate-${suite.report.replaceAll("/", "-")}`);
  const slug = suite.report.replaceAll(/[^a-z]+/gi, "-").toLowerCase();
  await center.makeSuite(slug, { files: { "entrypoint.sh": writing(suite.report, suite.failing, suite.rest) } });
  receiver.reset();
  const body = { project: "bad", suite: slug, variables: { GATE: gate } };
  const { id } = await center.client.call("createRun", { body });
  const told = () => receiver.requests.map((request) => JSON.parse(request.body) as { type: string; data: unknown });
  await until("the first failure", async () => told().length > 0);
  expect(told()[0]).toMatchObject({
    type: "run.failing",
    data: { run: { id, state: "running" }, failures: [{ name: expect.stringContaining(suite.name) }] },
  });
  await writeFile(gate, "");
  const { run } = await center.finished(id);
  expect(run).toMatchObject({ verdict: "failed", totals: { failed: 1 } });
  await until("the end", async () => told().length === 2);
  expect(told()[1]).toMatchObject({ type: "run.failed" });
});
