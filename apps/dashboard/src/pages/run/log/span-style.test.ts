import { expect, test } from "vitest";
import { spanStyle } from "./span-style.ts";

test("plain text has no style of its own", () => {
  expect(spanStyle({ text: "a" })).toBeUndefined();
});

test("named colours are the theme's", () => {
  expect(spanStyle({ text: "a", color: "bright-red" })).toEqual({ color: "var(--ansi-bright-red)" });
});

test("exact colours are bent to a lightness the theme can show", () => {
  expect(spanStyle({ text: "a", color: "255 255 0" })?.color).toMatch(/^oklch\(from rgb\(255 255 0\) clamp\(/);
});

test("on a background of the theme the text is the canvas, whatever its own colour", () => {
  expect(spanStyle({ text: " PASS ", color: "black", background: "green" })).toEqual({
    background: "var(--ansi-green)",
    color: "var(--ansi-canvas)",
  });
});

test("on an exact background the text is exact too, or else dark or light against it", () => {
  expect(spanStyle({ text: "a", color: "1 2 3", background: "4 5 6" })).toEqual({
    background: "rgb(4 5 6)",
    color: "rgb(1 2 3)",
  });
  expect(spanStyle({ text: "a", background: "250 250 200" })?.color).toBe("#16181d");
  expect(spanStyle({ text: "a", color: "red", background: "20 20 60" })?.color).toBe("#ffffff");
});

test("bold, dim, italic and lines are kept", () => {
  expect(spanStyle({ text: "a", isBold: true, isDim: true, isItalic: true, lines: "underline" })).toEqual({
    fontWeight: 700,
    opacity: 0.65,
    fontStyle: "italic",
    textDecoration: "underline",
  });
});
