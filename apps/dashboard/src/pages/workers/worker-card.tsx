import type { Session, Worker, Workers } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { CirclePause, CirclePlay } from "lucide-react";
import { useClient } from "../../data/client-context.ts";

import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatElapsed, formatExact } from "../../ui/format.ts";
import { Ago, Duration } from "../../ui/time.tsx";
import { keys } from "../../data/queries.ts";
import { withItem } from "../../data/reversible.ts";
import { useReversible } from "../../data/use-reversible.ts";

const states: Record<Worker["state"], { label: string; dot: string; look: string }> = {
  active: { label: t`Active`, dot: "bg-passed-solid", look: "bg-passed-soft text-passed" },
  draining: { label: t`Draining`, dot: "bg-timed-out-solid animate-pulse", look: "bg-timed-out-soft text-timed-out" },
  drained: { label: t`Drained`, dot: "bg-quiet-solid", look: "bg-quiet-soft text-quiet" },
};

/** One worker: how it is, how full it is, and what it does. */
export function WorkerCard({ worker, isOperator }: { worker: Worker; isOperator: boolean }) {
  const { label, dot, look } = states[worker.state];
  return (
    <li aria-label={worker.id} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
            <span className="break-all">{worker.host}</span>
            <span className={clsx("inline-flex h-5 items-center gap-1.5 rounded-full px-2 text-xs font-medium", look)}>
              <span aria-hidden className={clsx("size-1.5 rounded-full", dot)} />
              {label}
            </span>
          </h2>
          <p className="mt-0.5 font-mono text-xs break-all text-text-3">{worker.id}</p>
        </div>
        {isOperator && <DrainButton worker={worker} />}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 pt-3 text-xs text-text-2">
        {worker.executor && <span>{worker.executor}</span>}
        {worker.version && (
          <span>
            <Trans>version {worker.version}</Trans>
          </span>
        )}
        <span>
          <Trans>
            started <Ago instant={worker.startedAt} />
          </Trans>
        </span>
        <Silence seenAt={worker.seenAt} />
        {worker.labels.map((one) => (
          <Badge key={one}>{one}</Badge>
        ))}
      </div>
      <Slots worker={worker} />
      {worker.draining && (
        <p className="px-4 pt-2 text-xs text-timed-out" title={formatExact(worker.draining.since)}>
          <Trans>
            {worker.draining.by} drains it since <Ago instant={worker.draining.since} />:{" "}
            {worker.state === "drained" ? t`nothing runs here any more.` : t`it claims no more, and what runs goes on.`}
          </Trans>
        </p>
      )}
      <Work worker={worker} />
    </li>
  );
}

/** Only worth a word when it is longer than usual. */
function Silence({ seenAt }: { seenAt: string }) {
  const silentMs = useNow() - Date.parse(seenAt);
  if (silentMs < 16_000) return null;
  return (
    <span className="text-timed-out">
      <Trans>not heard of for {formatElapsed(silentMs)}</Trans>
    </span>
  );
}

function Slots({ worker: { used, slots, id } }: { worker: Worker }) {
  if (used === null || slots === null) return null;
  // More than can be told apart are a bar.
  const marks = slots <= 32 ? slots : 0;
  return (
    <div className="flex items-center gap-3 px-4 pt-3">
      <div
        role="meter"
        aria-label={t`Slots taken of ${id}`}
        aria-valuemin={0}
        aria-valuemax={slots}
        aria-valuenow={used}
        className="flex min-w-0 flex-1 gap-1"
      >
        {marks > 0 ? (
          Array.from({ length: marks }, (_, index) => (
            <span
              key={index}
              className={clsx("h-1.5 max-w-8 flex-1 rounded-full", index < used ? "bg-running-solid" : "bg-line")}
            />
          ))
        ) : (
          <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-line">
            <span className="block h-full bg-running-solid" style={{ width: `${(used / slots) * 100}%` }} />
          </span>
        )}
      </div>
      <span className="text-xs text-text-2 tabular-nums">
        <Trans>
          {used} of {slots} taken
        </Trans>
      </span>
    </div>
  );
}

function Work({ worker: { jobs, others } }: { worker: Worker }) {
  const isIdle = jobs.length === 0 && (others ?? []).length === 0;
  if (isIdle)
    return (
      <p className="px-4 py-3 text-sm text-text-3">
        <Trans>Nothing to do.</Trans>
      </p>
    );
  return (
    <ul aria-label={t`What it runs`} className="px-4 py-2.5 text-sm">
      {jobs.map((job) => (
        <li key={`${job.run} ${job.shard}`} className="flex items-baseline gap-2 py-1">
          <Link
            to="/runs/$run"
            params={{ run: job.run }}
            data-row
            className="min-w-0 truncate font-medium hover:underline"
          >
            {job.suiteName} <span className="font-normal text-text-3 tabular-nums">#{job.number}</span>
          </Link>
          <span className="min-w-0 flex-1 truncate text-xs text-text-3">
            {job.project}
            {job.shards > 1 && t` · shard ${job.shard} of ${job.shards}`}
          </span>
          <span className="shrink-0 text-xs">
            <Duration startedAt={job.startedAt} durationMs={null} />
          </span>
        </li>
      ))}
      {(others ?? []).map(({ organization, jobs: count }) => (
        <li key={organization.slug} className="py-1 text-text-2">
          <Trans>
            {plural(count, { one: "# job", other: "# jobs" })} of {organization.name}
          </Trans>
        </li>
      ))}
    </ul>
  );
}

function DrainButton({ worker }: { worker: Worker }) {
  const { id, host, draining } = worker;
  const client = useClient();
  const queryClient = useQueryClient();
  const setDraining = useReversible<Worker["draining"], Workers>({
    held: keys.workers,
    alsoRead: [keys.queue],
    show: (workers, since) => ({ ...workers, items: withItem(workers.items, id, drainedSince(worker, since)) }),
    send: (since) => client.call("changeWorker", { params: { worker: id }, body: { draining: since !== null } }),
    said: (since) => (since ? t`${host} claims no more jobs` : t`${host} claims jobs again`),
  });
  const change = () => {
    const by = queryClient.getQueryData<Session>(keys.session)?.name ?? "";
    setDraining(draining ? null : { since: new Date().toISOString(), by }, draining);
  };
  return (
    <Button
      size="small"
      icon={draining ? CirclePlay : CirclePause}
      onClick={change}
      aria-label={draining ? t`Let ${id} claim again` : t`Drain ${id}`}
      title={draining ? t`It claims jobs again` : t`It claims no more jobs; what runs goes on`}
    >
      {draining ? t`Claim again` : t`Drain`}
    </Button>
  );
}

function drainedSince({ used }: Worker, draining: Worker["draining"]): Pick<Worker, "state" | "draining"> {
  return { draining, state: !draining ? "active" : used === 0 ? "drained" : "draining" };
}
