import { type RunsView, TimeSpan } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { Select } from "../../ui/select.tsx";
import { DayField } from "../day-field.tsx";
import type { FilterChange } from "./change-filters.ts";

const labels: Record<TimeSpan | "days", string> = {
  "1h": t`Last hour`,
  "24h": t`Last 24 hours`,
  "7d": t`Last 7 days`,
  "30d": t`Last 30 days`,
  days: t`Between days…`,
};
const choices = [...TimeSpan.options, "days" as const].map((value) => ({ value, label: labels[value] }));

/** A span of time up to now, or the days between which runs were created, both included. */
export function TimeFilter({ view, onChange }: { view: RunsView; onChange: (change: FilterChange) => void }) {
  const { within, from, to } = view;
  const hasDays = from !== undefined || to !== undefined;
  const [isAsking, setAsking] = useState(false);
  const areDaysShown = hasDays || (isAsking && within === undefined);
  return (
    <>
      <Select
        look="filter"
        label={t`Time`}
        nothing={t`Any time`}
        value={areDaysShown ? "days" : within}
        choices={choices}
        onChange={(chosen) => {
          setAsking(chosen === "days");
          onChange({ within: chosen === "days" ? undefined : chosen, from: undefined, to: undefined });
        }}
      />
      {areDaysShown && (
        <span className="flex flex-wrap items-center gap-2">
          <DayField
            label={t`From`}
            day={from && dayOf(from, 0)}
            onChange={(day) => onChange({ from: startOf(day, 0) })}
          />
          <DayField label={t`To`} day={to && dayOf(to, 1)} onChange={(day) => onChange({ to: startOf(day, 1) })} />
        </span>
      )}
    </>
  );
}

/** When the day begins in the reader's time zone, or so many days after it. */
function startOf(day: string | undefined, after: number): string | undefined {
  if (day === undefined) return undefined;
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + after);
  return date.toISOString();
}

/** The day in the reader's time zone in which the instant lies or, of an end, the one before it. */
function dayOf(instant: string, before: number): string {
  const date = new Date(Date.parse(instant) - before);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
