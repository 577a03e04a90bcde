import type { Attempt, Job, Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import { phasesOf } from "../../data/phases.ts";
import { formatCount, formatDuration } from "../../ui/format.ts";
import { EmptyState } from "../../ui/message.tsx";
import { StatePill } from "../../ui/state-pill.tsx";
import { Table, Td } from "../../ui/table.tsx";
import { Ago, Duration } from "../../ui/time.tsx";
import { isActive } from "../run-words.ts";
import { GanttChart } from "./gantt-chart.tsx";

/** Every try of every shard: where it ran and how it ended. */
export function AttemptsPanel({ run }: { run: Run }) {
  const attempts = run.jobs.flatMap((job) => job.attempts.map((attempt) => ({ job, attempt })));
  if (attempts.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        <EmptyState icon={Layers} title={isActive(run) ? t`No attempt yet` : t`No attempt was made`}>
          <p>{isActive(run) ? t`A worker makes the first one as soon as it has a free place.` : run.reason?.detail}</p>
        </EmptyState>
      </div>
    );
  }
  const hasShards = run.jobs.length > 1;
  return (
    <div className="flex flex-col gap-4">
      <GanttChart run={run} />
      <Table
        label={t`Attempts`}
        columns={[
          ...(hasShards ? [t`Shard`] : []),
          t`Attempt`,
          t`State`,
          t`Started`,
          { end: t`Duration` },
          { end: t`Exit code` },
          t`Worker`,
          t`Executor`,
          t`Image`,
          { end: t`Log` },
        ]}
      >
        {attempts.map(({ job, attempt }) => (
          <AttemptRow key={`${job.shard}/${attempt.number}`} job={job} attempt={attempt} hasShards={hasShards} />
        ))}
      </Table>
    </div>
  );
}

function AttemptRow({ job, attempt, hasShards }: { job: Job; attempt: Attempt; hasShards: boolean }) {
  const { claimedAt } = attempt.phases;
  const worked = phasesOf(job, attempt).filter((phase) => phase.name !== "queued");
  const end = worked.at(-1)?.endMs ?? null;
  return (
    <tr className="align-baseline hover:bg-hover">
      {hasShards && <Td className="tabular-nums">{job.shard}</Td>}
      <Td className="tabular-nums">{attempt.number}</Td>
      <Td>
        <StatePill state={attempt.state} />
        {attempt.reason && (
          <p className="mt-1.5 max-w-72 min-w-48 text-xs break-words text-text-2">
            {attempt.reason.detail} {attempt.reason.remedy}
          </p>
        )}
      </Td>
      <Td className="whitespace-nowrap text-text-2">{claimedAt ? <Ago instant={claimedAt} /> : "–"}</Td>
      <Td className="text-right whitespace-nowrap tabular-nums">
        {end === null ? (
          <Duration startedAt={claimedAt} durationMs={null} />
        ) : (
          formatDuration(end - (worked[0]?.startMs ?? end))
        )}
      </Td>
      <Td className="text-right tabular-nums">{attempt.exitCode ?? <span className="text-text-3">–</span>}</Td>
      <Td className="font-mono text-xs">{attempt.worker}</Td>
      <Td>{attempt.executor}</Td>
      <Td className="max-w-72 font-mono text-xs break-all">
        {attempt.image ?? <span className="text-text-3">–</span>}
      </Td>
      <Td className="text-right whitespace-nowrap tabular-nums">
        <Link
          from="/runs/$run"
          to="."
          search={{ tab: "log", shard: job.shard, attempt: attempt.number }}
          className="link"
        >
          <Trans>{formatCount(attempt.logLines)} lines</Trans>
        </Link>
      </Td>
    </tr>
  );
}
