import { expect, test } from "vitest";
import { createLinePicker } from "./pick-lines.ts";

function pick(lines: readonly string[], most: number, needles: string[] = []) {
  const picker = createLinePicker(needles, most);
  for (const [index, line] of lines.entries()) picker.add(index + 1, line);
  return picker.pick();
}
const noise = (count: number) => Array.from({ length: count }, (_, index) => `order ${index} packed`);

test("an error in the middle of a long log is found, with what stands around it", () => {
  const picked = pick([...noise(5_000), "TypeError: no candle", "  at pack (shop.js:3)", ...noise(5_000)], 60);
  expect(picked.map(({ line }) => line)).toEqual(expect.arrayContaining([4_999, 5_000, 5_001, 5_002, 5_006, 10_002]));
  expect(picked).toHaveLength(new Set(picked.map(({ line }) => line)).size);
});

test("lines that name a failing test are found", () => {
  const picked = pick([...noise(300), "▶ adds up the cart", ...noise(300)], 50, ["adds up the cart"]);
  expect(picked).toContainEqual({ line: 301, text: "▶ adds up the cart" });
});

test("a log of nothing but errors stays within bounds and keeps its end", () => {
  const picked = pick(
    Array.from({ length: 50_000 }, (_, index) => `Error: kind ${"abcdefghij"[index % 10]}`),
    100,
  );
  expect(picked.length).toBeLessThanOrEqual(100);
  expect(picked.at(-1)?.line).toBe(50_000);
});

test("a long line is cut around what is alarming in it, and colours are taken out", () => {
  const [picked] = pick([`${"x".repeat(5_000)} \u001b[31mError: full\u001b[0m ${"y".repeat(5_000)}`], 10);
  expect(picked?.text.length).toBeLessThanOrEqual(400);
  expect(picked?.text).toContain("Error: full y");
});
