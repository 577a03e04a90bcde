import { expect, test } from "vitest";
import { shorten, toPlainText } from "./plain-text.ts";

test.each([
  ["\u001b[31mred\u001b[39m", "red"],
  ["\u001b[38;5;196mred\u001b[0m and \u001b[1;4mbold\u001b[m", "red and bold"],
  ["\u009b31mred\u009b0m", "red"],
  ["\u001b]8;;https://x.y\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["\u001b]0;title\u0007text", "text"],
  ["\u001b[2K\u001b[1Gline\u001b[?25h", "line"],
  ["\u001bcreset", "reset"],
  ["&#27;[31mred&amp;#27;[0m &amp#27;[1mbold&#x1B;[0m", "red bold"],
  ["[31m is only text, as is &#27; alone", "[31m is only text, as is &#27; alone"],
  ["a\u0000b\u0008c\u007fd\ufffee", "abcde"],
  ["tab\tnew\nline", "tab\tnew\nline"],
  ["windows\r\nmac\rend", "windows\nmac\nend"],
  ["half a pair \ud83d", "half a pair \ufffd"],
  ["whole 🧀 & more", "whole 🧀 & more"],
])("%j reads %j", (text, plain) => {
  expect(toPlainText(text)).toBe(plain);
});

test("an escape sequence that does not end is not searched for without end", () => {
  const text = "\u001b]".repeat(50_000);
  const before = process.cpuUsage();
  toPlainText(text);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
});

test("a text is cut to its limit, mark included, and never within a character", () => {
  expect(shorten("short", 20)).toBe("short");
  expect(shorten("🧀".repeat(40), 30)).toMatch(/^🧀+\ufffd?\n… \(cut here\)$/u);
  expect(shorten("x".repeat(1_000), 100)).toHaveLength(100);
});
