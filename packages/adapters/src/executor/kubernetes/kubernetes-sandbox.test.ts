import { expect, test } from "vitest";
import { exitIn } from "./kubernetes-sandbox.ts";

test("an end is taken as the agent writes it down", () => {
  const problem = { code: "entrypoint_missing", detail: "The image has no /app/entrypoint.sh." };
  expect(exitIn({ code: 2, limit: null, problem })).toEqual({ code: 2, signal: null, limit: null, problem });
  expect(exitIn({ code: 137, limit: "disk", problem: null })).toMatchObject({ code: 137, limit: "disk" });
});

test.each([
  null,
  7,
  { code: "0", limit: "patience", problem: { code: "no_such_problem", detail: "x" } },
  { code: -1, limit: { memory: 1 }, problem: { code: "engine_failed", detail: "Try again." } },
  { code: 1e9, problem: "x" },
])("of one that a command has forged nothing is believed that no agent says: %j", (forged) => {
  expect(exitIn(forged)).toEqual({ code: null, signal: null, limit: null, problem: null });
});
