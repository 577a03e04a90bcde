import type { CSSProperties } from "react";
import type { Span } from "../../../data/ansi.ts";

/**
 * How a span looks in either theme. The sixteen names are the theme's own colours. Exact colours keep their hue, and
 * their lightness is bent to what can be read on the page; on an exact background they are left alone.
 */
export function spanStyle(span: Span): CSSProperties | undefined {
  const style: CSSProperties = {};
  if (span.background) Object.assign(style, { background: backgroundOf(span.background), color: inkOn(span) });
  else if (span.color) style.color = isExact(span.color) ? readable(span.color) : `var(--ansi-${span.color})`;
  if (span.isBold) style.fontWeight = 700;
  if (span.isDim) style.opacity = 0.65;
  if (span.isItalic) style.fontStyle = "italic";
  if (span.lines) style.textDecoration = span.lines;
  return Object.keys(style).length > 0 ? style : undefined;
}

function backgroundOf(color: string): string {
  return isExact(color) ? `rgb(${color})` : `var(--ansi-${color})`;
}

/** The theme's own colours all stand out from its canvas, so the canvas is what can be read on any of them. */
function inkOn({ color, background = "" }: Span): string {
  if (!isExact(background)) return background === "canvas" ? "var(--ansi-text)" : "var(--ansi-canvas)";
  if (color && isExact(color)) return `rgb(${color})`;
  return luminanceOf(background) > 0.4 ? "#16181d" : "#ffffff";
}

function readable(color: string): string {
  return `oklch(from rgb(${color}) clamp(var(--ansi-lightness-min), l, var(--ansi-lightness-max)) c h)`;
}

function isExact(color: string): boolean {
  return /^\d/.test(color);
}

/** Relative luminance as WCAG defines it. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = color.split(" ").map((part) => {
    const share = Number(part) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
