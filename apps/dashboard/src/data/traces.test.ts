import { expect, test } from "vitest";
import { isTrace } from "./traces.ts";

test.each(["trace.zip", "test-results/basket-pays/trace.zip", "out/trace-1.zip", "out/login.trace.zip"])(
  "%s is a trace",
  (path) => expect(isTrace(path)).toBe(true),
);

test.each(["trace.zip.txt", "retrace.zip", "traces/all.zip", "trace/index.html"])("%s is none", (path) =>
  expect(isTrace(path)).toBe(false),
);
