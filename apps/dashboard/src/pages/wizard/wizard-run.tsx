import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pencil, RotateCw } from "lucide-react";
import { useEffect } from "react";
import { plainText } from "../../data/ansi.ts";
import { useClient } from "../../data/client-context.ts";
import { lineAt, type LogText } from "../../data/log-lines.ts";
import { firstPlaceToShow, placeKey } from "../../data/place.ts";
import { runQuery } from "../../data/queries.ts";
import { useFollowedRun } from "../../data/use-followed-run.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Banner, ErrorState, explain, StaleBanner } from "../../ui/message.tsx";
import { StatePill } from "../../ui/state-pill.tsx";
import { Duration } from "../../ui/time.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { TotalsText } from "./totals-text.tsx";
import { isActive } from "../run-words.ts";
import { NextSteps } from "./next-steps.tsx";
import { WholeRunLink } from "./whole-run-link.tsx";

/** The run, as it happens, and what can be done when it is over. */
export function WizardRun({ run: id }: { run: string }) {
  const { data: run, error, refetch } = useQuery(runQuery(useClient(), id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return run ? <Followed key={run.id} initial={run} /> : <div className="skeleton h-64 w-full" />;
}

const shownLines = 14;

function Followed({ initial }: { initial: Run }) {
  const { view, connection, follower } = useFollowedRun(initial);
  const run = view.run ?? initial;
  const place = firstPlaceToShow(run);
  const log = place ? view.logs.get(placeKey(place)) : undefined;
  const count = log?.count ?? 0;
  const [shard, attempt] = [place?.shard, place?.attempt];
  useEffect(() => {
    if (shard === undefined || attempt === undefined || count === 0) return;
    follower.wantLines({ shard, attempt }, Math.max(1, count - shownLines), count);
  }, [follower, shard, attempt, count]);

  return (
    <>
      {connection === "lost" && isActive(run) && <StaleBanner />}
      <section aria-label={t`The run`} className="overflow-hidden rounded-lg border border-line bg-surface">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
          <span role="status">
            <StatePill state={run.state} size="large" />
          </span>
          <p className="min-w-0 flex-1 basis-40 truncate text-sm">
            <span className="font-medium">{run.suiteName}</span>{" "}
            <span className="text-text-3">
              <Trans>
                #{run.number} of {run.project}
              </Trans>
            </span>
          </p>
          <span className="text-sm">
            <Duration startedAt={run.startedAt} durationMs={run.durationMs} />
          </span>
        </div>
        <LastLines log={log} isActive={isActive(run)} />
        {run.totals.tests > 0 && (
          <p className="border-t border-line px-4 py-2.5 text-sm">
            <TotalsText totals={run.totals} />
          </p>
        )}
      </section>
      {run.state === "passed" && <NextSteps run={run} />}
      {!isActive(run) && run.state !== "passed" && <WhatWentWrong run={run} />}
      {isActive(run) && (
        <div className="flex justify-end">
          <WholeRunLink run={run} />
        </div>
      )}
    </>
  );
}

function LastLines({ log, isActive: isOn }: { log: LogText | undefined; isActive: boolean }) {
  const count = log?.count ?? 0;
  if (!log || count === 0) {
    return (
      <p className="px-4 py-8 text-center text-sm text-text-3">
        {isOn ? t`Its first lines come as soon as its sandbox is there.` : t`It wrote nothing.`}
      </p>
    );
  }
  const first = Math.max(1, count - shownLines + 1);
  const lines = Array.from({ length: count - first + 1 }, (_, index) => first + index);
  return (
    <pre
      aria-label={t`Last lines of the log`}
      className="max-h-80 overflow-x-auto px-4 py-3 font-mono text-xs leading-5"
    >
      {lines.map((line) => (
        <span key={line} className="block min-h-5">
          {plainText(lineAt(log, line) ?? "")}
        </span>
      ))}
    </pre>
  );
}

function WhatWentWrong({ run }: { run: Run }) {
  const client = useClient();
  const navigate = useNavigate();
  const toaster = useToaster();
  const again = useMutation({
    mutationFn: () =>
      client.call("createRun", { body: { project: run.project, suite: run.suite, trigger: "dashboard" } }),
    onSuccess: ({ id }) => navigate({ to: "/new", search: { run: id } }),
    onError: (error) => toaster.failed(error),
  });
  const isTests = run.state === "failed" && run.totals.failed > 0;
  return (
    <>
      <Banner tone={isTests ? "warning" : "failure"}>
        {isTests ? (
          <>
            <Trans>
              Your tests ran, and {run.totals.failed} of {run.totals.tests} failed: the center works, the rest is
              theirs.
            </Trans>
          </>
        ) : (
          <>
            {run.reason?.detail ?? explain(null).detail} {run.reason?.remedy}
          </>
        )}
      </Banner>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <ButtonLink>
          <Link to="/projects/$project/suites/$suite" params={{ project: run.project, suite: run.suite }}>
            <Pencil aria-hidden size={15} /> <Trans>Change how it runs</Trans>
          </Link>
        </ButtonLink>
        <Button icon={RotateCw} isBusy={again.isPending} onClick={() => again.mutate()}>
          <Trans>Run it again</Trans>
        </Button>
        <WholeRunLink run={run} look="primary" />
      </div>
      {isTests && <NextSteps run={run} />}
    </>
  );
}
