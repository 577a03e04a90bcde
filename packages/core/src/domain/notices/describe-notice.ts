import type { Notice, RunSummary } from "@aac/contract";

/** A notice in words, for every receiver to lay out as it can. */
export interface Told {
  title: string;
  /** One or two sentences; empty where the title says it all. */
  summary: string;
  facts: [label: string, value: string][];
  failures: Notice["failures"];
  tone: "bad" | "good" | "neutral";
  link: { text: string; url: string };
}

const endings = {
  "run.failed": "failed",
  "run.still_failing": "is still failing",
  "run.fixed": "is fixed",
  "run.passed": "passed",
  "run.cancelled": "was cancelled",
  "run.failing": "is failing, and still goes on",
} as const;

const tones: Record<Notice["type"], Told["tone"]> = {
  "run.failed": "bad",
  "run.still_failing": "bad",
  "run.fixed": "good",
  "run.passed": "good",
  "run.cancelled": "neutral",
  "run.failing": "bad",
  "schedule.broken": "bad",
  "quota.warning": "bad",
  test: "neutral",
};

/** `publicUrl` is where people reach the dashboard. */
export function describeNotice(notice: Notice, publicUrl: string): Told {
  const tone = tones[notice.type];
  const at = (path: string) => new URL(path, `${publicUrl.replace(/\/$/, "")}/`).href;
  if (notice.run) {
    return {
      title: titleOf(notice),
      summary: notice.run.reason?.detail ?? "",
      facts: factsOf(notice.run),
      failures: notice.failures,
      tone,
      link: { text: "Open the run", url: at(`runs/${encodeURIComponent(notice.run.id)}`) },
    };
  }
  const { schedule, quota } = notice;
  if (quota) {
    return {
      title: titleOf(notice),
      summary: `${quota.used} of ${quota.limit} are used. ${quota.atLimit}`,
      facts: [],
      failures: [],
      tone,
      link: { text: "See what is used", url: at("settings") },
    };
  }
  return {
    title: titleOf(notice),
    summary: schedule ? schedule.detail : "If you can read this, notices reach this place.",
    facts: schedule
      ? [
          ["Project", schedule.project],
          ["Schedule", schedule.slug],
        ]
      : [],
    failures: [],
    tone,
    link: schedule
      ? { text: "Open the project", url: at(`projects/${encodeURIComponent(schedule.project)}`) }
      : { text: "Open the center", url: at("") },
  };
}

/** In a few words, without any address. */
export function titleOf({ type, run, schedule, quota }: Notice): string {
  if (quota) return `${quota.percent} % of the ${quota.what} of ${quota.organization} are used`;
  if (run && type in endings) {
    const where = run.branch === null ? "" : ` on ${run.branch}`;
    return `${run.project}/${run.suite} #${run.number} ${endings[type as keyof typeof endings]}${where}`;
  }
  if (schedule) return `Schedule ${schedule.project}/${schedule.name} is broken`;
  return "A test of notices";
}

function factsOf({ totals, branch, commit, environment, durationMs, trigger }: RunSummary): [string, string][] {
  const facts: [string, string | null][] = [
    [
      "Tests",
      totals.tests === 0 ? null : `${totals.failed} failed, ${totals.passed} passed, ${totals.skipped} skipped`,
    ],
    ["Branch", branch],
    ["Commit", commit && commit.slice(0, 12)],
    ["Environment", environment],
    ["Took", durationMs === null ? null : `${(durationMs / 1_000).toFixed(1)} s`],
    ["Triggered", trigger.by === null ? trigger.kind : `${trigger.kind}, by ${trigger.by}`],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [[label, value]]));
}

/** Cut to so many characters, in one line if it must be. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
