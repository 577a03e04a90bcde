import { Cron } from "croner";

/** The instants of a cron expression in a time zone. */
export interface Times {
  /** The next `count` after `after`; fewer where there are no more. */
  next(count: number, after: number): number[];
  /** The newest `count` before or at `until`, oldest first. */
  last(count: number, until: number): number[];
}

/**
 * Reads an expression of five fields. Where clocks are put forward, a fixed time that is skipped comes at the first
 * valid minute after the gap; where they are put back, a fixed time that comes twice counts once. Expressions with a
 * wildcard or step follow real time through both. Throws an Error that says what is wrong.
 */
export function readCron(expression: string, timeZone: string): Times {
  const cron = new Cron(expression, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard" });
  const toMs = (dates: readonly Date[]) => dates.map((date) => date.getTime());
  return {
    next: (count, after) => toMs(cron.nextRuns(count, new Date(after))),
    last: (count, until) => toMs(cron.previousRuns(count, new Date(until + 1))).toReversed(),
  };
}

/** What is wrong with an expression or a time zone, by the field's name; nothing where it can be used. */
export function checkCron(expression: string, timeZone: string): { path: string; message: string }[] {
  try {
    toLocalTime(0, timeZone);
  } catch {
    return [{ path: "timeZone", message: "Use the name of an IANA time zone, such as Europe/Berlin or UTC." }];
  }
  try {
    if (readCron(expression, timeZone).next(1, 0).length > 0) return [];
    return [{ path: "cron", message: "There is no instant at which this would ever run." }];
  } catch (error) {
    const told = (error as Error).message.replace(/^\w+: /, "").replace(/\.*$/, ".");
    return [{ path: "cron", message: `Use five fields, such as \`30 4 * * 1-5\`. ${told}` }];
  }
}

/** An instant as people of the time zone read it, such as `Sun 2026-10-25 02:30 +01:00`. */
export function toLocalTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const offset = part["timeZoneName"]!.replace("GMT", "") || "+00:00";
  return `${part["weekday"]} ${part["year"]}-${part["month"]}-${part["day"]} ${part["hour"]}:${part["minute"]} ${offset}`;
}
