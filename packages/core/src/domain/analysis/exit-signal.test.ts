import { expect, test } from "vitest";
import { signalOf } from "./exit-signal.ts";

test.each([
  [137, "SIGKILL"],
  [139, "SIGSEGV"],
  [134, "SIGABRT"],
  [143, "SIGTERM"],
  [153, "SIGXFSZ"],
  [0, null],
  [1, null],
  [9, null],
  [127, null],
  [128, null],
  [255, null],
  [null, null],
])("exit code %s tells of %s", (exitCode, signal) => expect(signalOf(exitCode)).toBe(signal));
