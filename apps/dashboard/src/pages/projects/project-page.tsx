import type { Suite } from "@aac/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Boxes, FlaskConical, ListChecks } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, runsQuery, suitesQuery } from "../../data/queries.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { SuiteRow } from "./suite-row.tsx";

const route = getRouteApi("/app/projects/$project");
/** Of the whole project, in one request; most suites' last runs are among them. */
const runsAtOnce = 200;

/** The suites of a project: how each has been going, and a button that runs it. */
export function ProjectPage() {
  const { project: slug } = route.useParams();
  const client = useClient();
  const suites = useQuery(suitesQuery(client, slug)).data ?? [];
  const project = useQuery(projectsQuery(client)).data?.find((other) => other.slug === slug);
  const { data } = useInfiniteQuery(runsQuery(client, { project: slug }, runsAtOnce));
  const connection = useRunNews();
  const [running, setRunning] = useState<Suite | null>(null);
  const runs = data?.pages.flatMap((page) => page.items);
  const name = project?.name ?? slug;

  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title={name} />
      <div>
        <nav aria-label="Breadcrumb" className="mb-1 text-sm text-text-2">
          <Link to="/projects" className="hover:text-text hover:underline">
            Projects
          </Link>
        </nav>
        <PageHead title={name} note={<LiveMark connection={connection} />}>
          <ButtonLink>
            <Link to="/projects/$project/tests" params={{ project: slug }}>
              <FlaskConical aria-hidden size={15} /> Tests
            </Link>
          </ButtonLink>
          <ButtonLink>
            <Link to="/runs" search={{ project: slug }}>
              <ListChecks aria-hidden size={15} /> All runs
            </Link>
          </ButtonLink>
        </PageHead>
        {project?.description && <p className="mt-1 max-w-3xl text-sm text-text-2">{project.description}</p>}
      </div>
      {connection === "lost" && <StaleBanner />}
      {suites.length === 0 ? (
        <EmptyState icon={Boxes} title="This project has no suites">
          <p>A folder with tests becomes a suite when it is run for the first time:</p>
          <Command>{`aac run ./my-tests --project ${slug}`}</Command>
        </EmptyState>
      ) : (
        <ul aria-label="Suites" className="rounded-lg border border-line bg-surface">
          {suites.map((suite) => (
            <SuiteRow
              key={suite.id}
              suite={suite}
              projectRuns={runs}
              areAllRunsHere={data?.pages.at(-1)?.nextCursor === null}
              onRun={() => setRunning(suite)}
            />
          ))}
        </ul>
      )}
      {running && <LazyRunDialog onClose={() => setRunning(null)} suite={running} />}
    </div>
  );
}
