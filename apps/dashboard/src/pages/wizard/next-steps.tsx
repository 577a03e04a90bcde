import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Bell, CalendarClock, ChevronRight, CircleCheck, type LucideIcon, Terminal, UserPlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "../../data/use-may.ts";
import { ScheduleDialog } from "../schedules/schedule-dialog.tsx";
import { CiSnippet } from "./ci-snippet.tsx";
import { WholeRunLink } from "./whole-run-link.tsx";

/** It works: what makes it worth keeping. */
export function NextSteps({ run }: { run: Run }) {
  const [open, setOpen] = useState<"schedule" | "ci" | null>(null);
  const maySchedule = useMay("schedules:change");
  const mayInvite = useMay("people:change");
  return (
    <section aria-label={t`What next`} className="flex flex-col gap-3">
      {run.state === "passed" && (
        <div className="flex flex-wrap items-center gap-3 rounded-lg border border-passed/25 bg-passed-soft px-4 py-3 text-sm text-passed">
          <CircleCheck aria-hidden size={18} className="shrink-0" />
          <p className="min-w-0 flex-1 basis-48 font-medium">
            <Trans>It is green: your tests run here.</Trans>
          </p>
          <WholeRunLink run={run} />
        </div>
      )}
      <h2 className="text-base font-semibold">
        <Trans>What next?</Trans>
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {maySchedule && (
          <Step icon={CalendarClock} title={t`Run it by itself`} note={t`Every night, or whenever you say.`}>
            <button type="button" className={stepLink} onClick={() => setOpen("schedule")}>
              <Trans>Make a schedule</Trans>
            </button>
          </Step>
        )}
        <Step icon={Terminal} title={t`Run it from your pipeline`} note={t`With a key, and one line of shell.`}>
          <button
            type="button"
            className={stepLink}
            aria-expanded={open === "ci"}
            onClick={() => setOpen(open === "ci" ? null : "ci")}
          >
            <Trans>Show how</Trans>
          </button>
        </Step>
        <Step icon={Bell} title={t`Be told when it fails`} note={t`By mail, Slack, Teams, Discord or a webhook.`}>
          <Link to="/notices" className={stepLink}>
            <Trans>Set up notices</Trans>
          </Link>
        </Step>
        {mayInvite && (
          <Step icon={UserPlus} title={t`Bring your team`} note={t`Everybody with the role that suits them.`}>
            <Link to="/settings/people" className={stepLink}>
              <Trans>Invite people</Trans>
            </Link>
          </Step>
        )}
      </ul>
      {open === "ci" && <CiSnippet target={{ project: run.project, suite: run.suite }} />}
      {open === "schedule" && <ScheduleDialog project={run.project} onClose={() => setOpen(null)} />}
    </section>
  );
}

const stepLink = "text-sm font-medium after:absolute after:inset-0 after:rounded-lg";

function Step({
  icon: Icon,
  title,
  note,
  children,
}: {
  icon: LucideIcon;
  title: string;
  note: string;
  children: ReactNode;
}) {
  return (
    <li className="relative flex items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3 transition-colors hover:border-line-strong">
      <Icon aria-hidden size={18} className="mt-0.5 shrink-0 text-accent" />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{title}</p>
        <p className="text-xs text-text-2">{note}</p>
        <p className="mt-1.5 text-accent">{children}</p>
      </div>
      <ChevronRight aria-hidden size={16} className="mt-0.5 text-text-3" />
    </li>
  );
}
