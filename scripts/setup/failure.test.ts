import { expect, test } from "vitest";
import { explainNpm } from "./failure.mjs";

test.each([
  ["ENOSPC", "The disk is full."],
  ["EAI_AGAIN", "npm could not reach the package registry."],
  ["EACCES", "npm may not write here."],
  ["EINTEGRITY", "A downloaded package is not the one that package-lock.json names."],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "npm does not trust the registry's certificate."],
])("%s is put in words, as npm 10 and later write it", (code, message) => {
  expect(explainNpm(`npm error code ${code}\nnpm error syscall write\n`)).toMatchObject({ message });
});

test("what nobody foresaw points at npm's own words", () => {
  expect(explainNpm("npm error Cannot read properties of null").remedy).toContain("what npm says");
});

test("an npm that was ended by a signal is not called broken", () => {
  const stderr = "npm error process terminated\nnpm error signal SIGTERM\n";
  expect(explainNpm(stderr).message).toBe("npm was ended by SIGTERM.");
});
