import { expect, test } from "vitest";
import { readTraceparent, traceIdOf } from "./trace-parent.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = `00-${trace}-00f067aa0ba902b7-01`;

test("a traceparent is kept as it is, and one of a later version as far as it is understood", () => {
  expect(readTraceparent(parent)).toBe(parent);
  expect(readTraceparent(` ${parent} `)).toBe(parent);
  expect(readTraceparent(`01${parent.slice(2)}-more`)).toBe(parent);
  expect(traceIdOf(parent)).toBe(trace);
  expect(traceIdOf(null)).toBeUndefined();
});

test.each([
  ["nothing", null],
  ["text", "hello"],
  ["capitals", parent.toUpperCase()],
  ["no trace", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`],
  ["no span", `00-${trace}-${"0".repeat(16)}-01`],
  ["a version that cannot be", `ff${parent.slice(2)}`],
  ["more than version 00 has", `${parent}-more`],
  ["a line break", `${parent}\nx`],
])("what is none counts as none: %s", (_, given) => {
  expect(readTraceparent(given)).toBeNull();
});
