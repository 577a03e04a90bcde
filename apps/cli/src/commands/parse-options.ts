import { InvalidArgumentError } from "commander";
import { parseDuration } from "../output/durations.ts";

/** A whole number in that range, for commander. */
export const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`It is a whole number from ${from} to ${to}.`);
    }
    return value;
  };

/** A duration such as `10m`, for commander; in milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("It is a number with a unit, such as 90s, 10m or 1.5h.");
  return ms;
}

/** An instant, in milliseconds since the epoch; for a duration such as `10m` so long ago, below zero. For commander. */
export function instant(text: string): number {
  const ago = parseDuration(text);
  const at = ago === null ? Date.parse(text) : -ago;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It is 90s, 10m or 7d ago, or an instant: 2026-11-23T09:00Z.");
  return at;
}

/** An option that may be given several times, for commander. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

/**
 * Variables of `K=V` texts; a name alone takes its value from this process's own variables, as Docker's `--env` does.
 * Throws what commander shows as wrong usage.
 */
export function parseVariables(
  texts: readonly string[],
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    texts.map((text): [string, string] => {
      const equals = text.indexOf("=");
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
      const value = own[text];
      if (value === undefined)
        throw new InvalidArgumentError(`--env ${text}: write K=V, or the name of a set variable.`);
      return [text, value];
    }),
  );
}
