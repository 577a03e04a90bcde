import type { Queue } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useNow } from "../../ui/clock.tsx";
import { formatCount, formatDuration, formatExact } from "../../ui/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Table, Td } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { Panel, PanelEmpty } from "../settings/panel.tsx";

/** What waits of one's own, and why; for an operator also how much of whom else. */
export function QueuePanel({ queue }: { queue: Queue }) {
  const { waiting, running, limit, oldestQueuedAt, jobs, estimate, organizations } = queue;
  return (
    <>
      <Panel
        title={t`Queue`}
        note={
          <>
            <Trans>
              {plural(waiting, { one: "# job", other: "# jobs" })} waiting, {formatCount(running)} running
            </Trans>
            {limit !== null && t` of at most ${limit}`}
            {oldestQueuedAt !== null && (
              <>
                <Trans>
                  ; the oldest since <Ago instant={oldestQueuedAt} />
                </Trans>
              </>
            )}
          </>
        }
      >
        {jobs.length === 0 ? (
          <PanelEmpty>
            <Trans>Nothing of yours waits.</Trans>
          </PanelEmpty>
        ) : (
          <WaitingJobs jobs={jobs} />
        )}
        {jobs.length > 0 && (
          <p className="border-t border-line px-4 py-2 text-xs text-text-3">
            {estimate ? (
              <HowEstimated estimate={estimate} />
            ) : (
              <Trans>When a job starts is not estimated: no run of yours is there to go by.</Trans>
            )}
          </p>
        )}
        {waiting > jobs.length && jobs.length > 0 && (
          <p className="border-t border-line px-4 py-2 text-xs text-text-3">
            <Trans>And {formatCount(waiting - jobs.length)} more behind these.</Trans>
          </p>
        )}
      </Panel>
      {organizations && organizations.length > 0 && (
        <section aria-label={t`By organization`} className="flex flex-col gap-2">
          <h2 className="text-base font-semibold">
            <Trans>By organization</Trans>
          </h2>
          <Table
            label={t`Jobs by organization`}
            columns={[t`Organization`, { end: t`Waiting` }, { end: t`Running` }, t`Oldest`]}
          >
            {organizations.map(({ organization, ...load }) => (
              <tr key={organization.slug}>
                <Td>
                  {organization.name} <span className="text-xs text-text-3">{organization.slug}</span>
                </Td>
                <Td className="text-right tabular-nums">{formatCount(load.waiting)}</Td>
                <Td className="text-right tabular-nums">
                  {formatCount(load.running)}
                  {load.limit !== null && (
                    <span className="text-text-3">
                      {" "}
                      <Trans>of {load.limit}</Trans>
                    </span>
                  )}
                </Td>
                <Td className="whitespace-nowrap">
                  {load.oldestQueuedAt ? <Ago instant={load.oldestQueuedAt} /> : <span className="text-text-3">–</span>}
                </Td>
              </tr>
            ))}
          </Table>
        </section>
      )}
    </>
  );
}

function HowEstimated({ estimate: { runs, durationMs } }: { estimate: NonNullable<Queue["estimate"]> }) {
  const each = formatDuration(durationMs);
  return (
    <Trans>
      When a job starts is estimated: by what waits before it, the places to run, and {each} for each job, the median of
      your last {plural(runs, { one: "# run", other: "# runs" })}.
    </Trans>
  );
}

/** When a job is likely to start. */
function StartsAbout({ instant }: { instant: string }) {
  const waitMs = Date.parse(instant) - useNow();
  const wait = formatDuration(roundWait(waitMs));
  return (
    <time dateTime={instant} title={formatExact(instant)}>
      {waitMs < 1_000 ? <Trans>starts about now</Trans> : <Trans>starts in about {wait}</Trans>}
    </time>
  );
}

/** To seconds, then to minutes: an estimate is no more exact than that. */
function roundWait(ms: number): number {
  const unit = ms < 60_000 ? 5_000 : 60_000;
  return Math.max(unit, Math.round(ms / unit) * unit);
}

function WaitingJobs({ jobs }: { jobs: Queue["jobs"] }) {
  return (
    <ol aria-label={t`Jobs that wait`}>
      {jobs.map((job) => (
        <li
          key={`${job.run} ${job.shard}`}
          className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
        >
          <span
            className="w-12 shrink-0 text-xs text-text-3 tabular-nums"
            title={t`Its place in the fair order of all that wait`}
          >
            <span className="sr-only">
              <Trans>Place</Trans>{" "}
            </span>
            {formatCount(job.place)}.
          </span>
          <span className="min-w-0 flex-1 basis-52">
            <Link to="/runs/$run" params={{ run: job.run }} data-row className="font-medium hover:underline">
              {job.suiteName} <span className="font-normal text-text-3 tabular-nums">#{job.number}</span>
            </Link>{" "}
            <span className="text-xs text-text-3">
              {job.project}
              {job.shards > 1 && t` · shard ${job.shard} of ${job.shards}`}
            </span>
            <span className="block text-xs text-text-2">{job.why.detail}</span>
          </span>
          {job.priority !== 0 && (
            <Badge>
              <Trans>priority {job.priority}</Trans>
            </Badge>
          )}
          {job.runsOn.map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
          <span className="flex shrink-0 flex-col items-end text-xs text-text-3">
            <span>
              <Trans>
                since <Ago instant={job.queuedAt} />
              </Trans>
            </span>
            {job.startsAbout ? (
              <StartsAbout instant={job.startsAbout} />
            ) : (
              <span>
                <Trans>no estimate</Trans>
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
