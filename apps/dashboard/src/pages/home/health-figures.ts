import type { DayOfRuns, ProjectHealth } from "@aac/contract";
import { t } from "@lingui/core/macro";
import type { ChartRow, ChartSeries } from "../../ui/chart/chart-data.ts";
import { locale } from "../../words/locale.ts";

const dayMs = 24 * 3_600_000;
const shownDays = 30;

export const verdictSeries: readonly ChartSeries[] = [
  { key: "passed", label: t`Passed`, color: "var(--passed-solid)" },
  { key: "red", label: t`Did not pass`, color: "var(--failed-solid)", isStriped: true },
];
export const durationSeries: readonly ChartSeries[] = [
  { key: "duration", label: t`Mean duration`, color: "var(--accent)" },
];

/** Runs that came to nothing because somebody cancelled them say nothing of the project. */
const judged = ({ passed, failed, errored, timedOut }: DayOfRuns) => passed + failed + errored + timedOut;

/** The share of the last days' runs that passed, and how long runs took; null where there was none. */
export function summarize(days: readonly DayOfRuns[]) {
  const sum = (of: (day: DayOfRuns) => number) => days.reduce((total, day) => total + of(day), 0);
  const runs = sum(judged);
  const timed = sum((day) => (day.durationMs === null ? 0 : day.passed + day.failed));
  return {
    runs,
    passRate: runs === 0 ? null : sum(({ passed }) => passed) / runs,
    durationMs:
      timed === 0
        ? null
        : sum((day) => (day.durationMs === null ? 0 : day.durationMs * (day.passed + day.failed))) / timed,
  };
}

/** A row for each of the last days, also those without a run: the days are those of the server, in UTC. */
export function rowsOf(
  health: Pick<ProjectHealth, "days">,
  now: number,
): { verdicts: ChartRow[]; durations: ChartRow[] } {
  const byDay = new Map(health.days.map((day) => [day.day, day]));
  const days = Array.from({ length: shownDays }, (_, index) =>
    new Date(now - (shownDays - 1 - index) * dayMs).toISOString().slice(0, 10),
  );
  const row = (day: string, values: (of: DayOfRuns) => Record<string, number>): ChartRow => {
    const of = byDay.get(day);
    return { label: labelOf(day), values: of ? values(of) : {} };
  };
  return {
    verdicts: days.map((day) => row(day, (of) => ({ passed: of.passed, red: judged(of) - of.passed }))),
    durations: days.map((day) =>
      row(day, (of): Record<string, number> => (of.durationMs === null ? {} : { duration: of.durationMs })),
    ),
  };
}

const labelOf = (day: string) =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
