import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ProcessCenter, startProcessCenter } from "../../tests/scenarios/process-center.ts";
import { canRun, describe, type Diagnosis, diagnose, failures } from "./measure-rules.ts";

vi.setConfig({ testTimeout: 300_000 });

let center: ProcessCenter;
beforeAll(async () => void (center = await startProcessCenter({ concurrency: 2 })));
afterAll(() => center.stop());

test("the rules name the cause of at least three in four seeded failures, and cite only what is there", async () => {
  const possible = failures.filter(canRun);
  const diagnoses: Diagnosis[] = [];
  const waiting = [...possible];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) diagnoses.push(await diagnose(center, next));
  };
  await Promise.all([work(), work()]);
  process.stdout.write(
    `\n${describe(
      diagnoses,
      failures.filter((one) => !canRun(one)),
    )}\n`,
  );
  expect(failures.length).toBeGreaterThanOrEqual(40);
  expect(diagnoses.flatMap(({ failure, wrongCitations }) => (wrongCitations > 0 ? failure.name : []))).toEqual([]);
  expect(diagnoses.filter(({ isRight }) => isRight).length / diagnoses.length).toBeGreaterThanOrEqual(0.75);
});
