import type { Activity, ProjectHealth } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Play, Rocket } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { activityQuery, healthQuery } from "../../data/history.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { formatCount } from "../../ui/format.ts";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, ErrorState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { ProjectHealthCard } from "./project-health.tsx";
import { RunningNow } from "./running-now.tsx";

/** Where the way to a first run begins. */
const wizard: string = "/new";

/** How everything is: what runs, what waits, and how each project has been going. */
export function HomePage() {
  const client = useClient();
  const list = useInfiniteQuery(healthQuery(client));
  const { data: activity } = useQuery(activityQuery(client));
  const connection = useRunNews();
  const [isDialogOpen, setDialogOpen] = useState(false);
  const projects = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 px-4 py-6 sm:px-6">
      <PageTitle title={t`Home`} />
      <PageHead title={t`Home`} note={<LiveMark connection={connection} />}>
        {projects.length > 0 && (
          <Button look="primary" icon={Play} onClick={() => setDialogOpen(true)}>
            <Trans>Run a suite</Trans>
          </Button>
        )}
      </PageHead>
      {connection === "lost" && <StaleBanner />}
      {list.isPending ? (
        <HealthPending />
      ) : list.isError && projects.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : projects.length === 0 ? (
        <FirstSteps />
      ) : (
        <>
          <Figures activity={activity} projects={projects} />
          <RunningNow running={activity?.running ?? 0} />
          <section aria-labelledby="health">
            <h2 id="health" className="mb-2 text-sm font-medium">
              <Trans>Projects</Trans>
            </h2>
            <ul aria-labelledby="health" className="flex flex-col gap-3">
              {projects.map((health) => (
                <ProjectHealthCard key={health.project} health={health} />
              ))}
            </ul>
            {list.hasNextPage && (
              <div className="mt-3 flex justify-center">
                <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  <Trans>More projects</Trans>
                </Button>
              </div>
            )}
          </section>
        </>
      )}
      {isDialogOpen && <LazyRunDialog onClose={() => setDialogOpen(false)} />}
    </div>
  );
}

function Figures({ activity, projects }: { activity: Activity | undefined; projects: readonly ProjectHealth[] }) {
  const red = projects.filter(({ redCount }) => redCount > 0).length;
  return (
    <dl className="grid grid-cols-3 gap-3">
      <Figure name={t`Running`} value={activity && formatCount(activity.running)}>
        <Link to="/runs" search={{ state: "running" }} className="hover:text-text hover:underline">
          {activity && plural(activity.running, { one: "run", other: "runs" })}
        </Link>
      </Figure>
      <Figure name={t`Waiting`} value={activity && formatCount(activity.queued)}>
        <Link to="/runs" search={{ state: "queued" }} className="hover:text-text hover:underline">
          {activity && t`runs, ${plural(activity.waitingJobs, { one: "# job", other: "# jobs" })} in the queue`}
        </Link>
      </Figure>
      <Figure name={t`Red`} value={formatCount(red)} isBad={red > 0}>
        <Trans>of {plural(projects.length, { one: "# project", other: "# projects" })}</Trans>
      </Figure>
    </dl>
  );
}

function Figure(props: { name: string; value: string | undefined; isBad?: boolean; children: ReactNode }) {
  const { name, value, isBad = false, children } = props;
  return (
    <div className="rounded-lg border border-line bg-surface px-3 py-2.5 sm:px-4">
      <dt className="text-xs text-text-2">{name}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-1.5 text-xs text-text-3">
        <span className={`text-xl font-semibold tabular-nums ${isBad ? "text-failed" : "text-text"}`}>
          {value ?? "–"}
        </span>
        {children}
      </dd>
    </div>
  );
}

function FirstSteps() {
  return (
    <EmptyState icon={Rocket} title={t`Nothing has run here yet`}>
      <p>
        <Trans>Bring a first suite: an image with tests, or a folder of this machine. It takes a minute.</Trans>
      </p>
      <ButtonLink look="primary">
        <Link to={wizard}>
          <Trans>Set up a first run</Trans>
        </Link>
      </ButtonLink>
      <p>
        <Trans>Or in a terminal, in any folder that holds tests:</Trans>
      </p>
      <Command>aac run ./my-tests</Command>
      <p>
        <Trans>What runs elsewhere can send its reports:</Trans>
      </p>
      <Command>aac upload junit.xml --project my-project</Command>
    </EmptyState>
  );
}

function HealthPending() {
  return (
    <div aria-busy aria-label={t`Loading`} className="flex flex-col gap-3">
      <div className="grid grid-cols-3 gap-3">
        {[0, 1, 2].map((index) => (
          <div key={index} className="skeleton h-16 rounded-lg" />
        ))}
      </div>
      {[0, 1, 2].map((index) => (
        <div key={index} className="skeleton h-40 rounded-lg" />
      ))}
    </div>
  );
}
