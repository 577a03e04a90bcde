import type { Run } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, ChevronRight, RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { StatePill } from "../../ui/state-pill.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { isActive, isUploaded, needsNote } from "../run-words.ts";
import { ShareButton } from "./share-button.tsx";

/** Which run this is, what it came to, and what can be done with it. */
export function RunHead({ run, shareHref }: { run: Run; shareHref: string }) {
  const mayTrigger = useMay("runs:trigger");
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <nav aria-label={t`Breadcrumb`} className="flex items-center gap-1 text-sm text-text-2">
          <Link
            to="/projects/$project"
            params={{ project: run.project }}
            className="truncate hover:text-text hover:underline"
          >
            {run.project}
          </Link>
          <ChevronRight aria-hidden size={14} className="shrink-0 text-text-3" />
          <Link
            to="/runs"
            search={{ project: run.project, suite: run.suite }}
            className="truncate hover:text-text hover:underline"
          >
            {run.suite}
          </Link>
        </nav>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight">
            <span className="break-words">{run.suiteName}</span>{" "}
            <span className="font-normal text-text-3 tabular-nums">#{run.number}</span>
          </h1>
          <span role="status">
            <StatePill state={run.state} size="large" />
          </span>
          {run.reason && !needsNote(run.reason) && (
            <p className="text-sm break-words text-text-2">{run.reason.detail}</p>
          )}
        </div>
      </div>
      <div className="flex items-center gap-2">
        <ShareButton href={shareHref} />
        {!mayTrigger ? null : isActive(run) ? (
          <CancelButton run={run} />
        ) : isUploaded(run) ? null : (
          <RerunButtons run={run} />
        )}
      </div>
    </header>
  );
}

/** A run in one piece is run again whole; of one in several, those that failed can be run alone. */
function RerunButtons({ run }: { run: Run }) {
  const failed = run.jobs.filter(({ state }) => state !== "passed");
  const isPart = run.jobs.length > 1 && failed.length > 0 && failed.length < run.jobs.length;
  return (
    <>
      {isPart && (
        <RerunButton run={run} only="failed">
          <Trans>Rerun {plural(failed.length, { one: "# failed shard", other: "# failed shards" })}</Trans>
        </RerunButton>
      )}
      <RerunButton run={run} only="all">
        <Trans>Rerun</Trans>
      </RerunButton>
    </>
  );
}

function RerunButton({ run, only, children }: { run: Run; only: "all" | "failed"; children: ReactNode }) {
  const client = useClient();
  const navigate = useNavigate();
  const toaster = useToaster();
  const rerun = useMutation({
    mutationFn: () => client.call("rerun", { params: { run: run.id }, body: { trigger: "dashboard", only } }),
    onSuccess: async (made) => {
      await navigate({ to: "/runs/$run", params: { run: made.id } });
      toaster.done(t`Triggered #${made.number}`);
    },
    onError: (error) => toaster.failed(error),
  });
  return (
    <Button icon={RotateCw} isBusy={rerun.isPending} onClick={() => rerun.mutate()}>
      {children}
    </Button>
  );
}

function CancelButton({ run }: { run: Run }) {
  const client = useClient();
  const toaster = useToaster();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    // The stream tells what came of it.
    mutationFn: () => client.call("cancelRun", { params: { run: run.id } }),
    onError: (error) => toaster.failed(error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button look="danger" icon={Ban} onClick={() => setAsking(true)}>
        <Trans>Cancel</Trans>
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={t`Cancel ${run.suiteName} #${run.number}?`}
        description={t`Its tests are stopped at once. The log so far is kept; results are read only when a suite ends.`}
      >
        <div className="flex justify-end gap-2 px-5 py-3">
          <Button onClick={() => setAsking(false)}>
            <Trans>Let it run</Trans>
          </Button>
          <Button look="danger" icon={Ban} isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            <Trans>Cancel the run</Trans>
          </Button>
        </div>
      </Dialog>
    </>
  );
}
