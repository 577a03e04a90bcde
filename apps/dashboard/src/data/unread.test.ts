import { expect, test } from "vitest";
import { createShownErrors } from "./unread.ts";

test("an error counts as shown for as long as somebody shows it, and each change is told", () => {
  const shown = createShownErrors();
  const error = new Error("The server had a bad moment.");
  let told = 0;
  const stop = shown.subscribe(() => told++);
  const takeBack = shown.show(error);
  expect(shown.has(error)).toBe(true);
  takeBack();
  expect(shown.has(error)).toBe(false);
  expect(told).toBe(2);
  stop();
  shown.show(error);
  expect(told).toBe(2);
});
