import type { RouteAnswer } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { queueQuery, workersQuery } from "../../data/manage-queries.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Command } from "../../ui/copy.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { QueuePanel } from "./queue-panel.tsx";
import { WorkerCard } from "./worker-card.tsx";

/** Who runs what, and what waits for them. */
export function WorkersPage() {
  const client = useClient();
  const workers = useQuery(workersQuery(client));
  const queue = useQuery(queueQuery(client));
  const connection = useRunNews();
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 px-4 py-6 sm:px-6">
      <PageTitle title={t`Workers`} />
      <PageHead title={t`Workers and queue`} note={<LiveMark connection={connection} />} />
      {connection === "lost" && <StaleBanner />}
      <Loaded read={workers}>{(read) => <Workers workers={read} />}</Loaded>
      <Loaded read={queue}>{(read) => <QueuePanel queue={read} />}</Loaded>
    </div>
  );
}

function Workers({ workers }: { workers: RouteAnswer<"listWorkers"> }) {
  return (
    <>
      {!workers.isOperator && (
        <p className="-mt-2 text-sm text-text-2">
          <Trans>Workers belong to the center: here are those that run something of yours at the moment.</Trans>
        </p>
      )}
      {workers.items.length > 0 && (
        <ul aria-label={t`Workers`} className="grid items-start gap-3 lg:grid-cols-2">
          {workers.items.map((worker) => (
            <WorkerCard key={worker.id} worker={worker} isOperator={workers.isOperator} />
          ))}
        </ul>
      )}
      {workers.items.length === 0 &&
        (workers.isOperator ? (
          <EmptyState icon={Server} title={t`No worker is alive`}>
            <p>
              <Trans>What is triggered waits until one is there. On a host with a container engine:</Trans>
            </p>
            <Command>AAC_MODE=server npx aac worker</Command>
          </EmptyState>
        ) : (
          <div className="rounded-lg border border-line bg-surface px-4 py-8 text-center text-sm text-text-2">
            <Trans>Nothing of yours runs now.</Trans>
          </div>
        ))}
    </>
  );
}
