import type { Project } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FolderKanban, Plus, Sparkles } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, runsQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { ProjectDialog } from "./project-dialog.tsx";
import { LastRun, NotRead, RecentRuns } from "./recent-runs.tsx";

/** All projects, and how each has been going. */
export function ProjectsPage() {
  const read = useQuery(projectsQuery(useClient()));
  const connection = useRunNews();
  const mayCreate = useMay("projects:create");
  const [isAdding, setAdding] = useState(false);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title={t`Projects`} />
      <PageHead title={t`Projects`} note={<LiveMark connection={connection} />}>
        {mayCreate && (
          <Button icon={Plus} onClick={() => setAdding(true)}>
            <Trans>New project</Trans>
          </Button>
        )}
      </PageHead>
      {isAdding && <ProjectDialog onClose={() => setAdding(false)} />}
      {connection === "lost" && <StaleBanner />}
      <Loaded read={read}>
        {(projects) =>
          projects.length === 0 ? (
            <EmptyState icon={FolderKanban} title={t`No projects yet`}>
              <p>
                <Trans>A project comes with the first run of its tests.</Trans>
              </p>
              <ButtonLink look="primary">
                <Link to="/new">
                  <Sparkles aria-hidden size={15} /> <Trans>Guide me to a first run</Trans>
                </Link>
              </ButtonLink>
              <p>
                <Trans>Or from a shell:</Trans>
              </p>
              <Command>aac run ./my-tests</Command>
            </EmptyState>
          ) : (
            <ul aria-label={t`Projects`} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
              {projects.map((project) => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

function ProjectCard({ project }: { project: Project }) {
  const { data, error } = useInfiniteQuery(runsQuery(useClient(), { project: project.slug }, 12));
  const runs = data?.pages.flatMap((page) => page.items);
  return (
    <li className="relative flex flex-col gap-3 rounded-lg border border-line bg-surface p-4 transition-colors hover:border-line-strong">
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="flex size-8 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-sm font-semibold text-accent"
        >
          {project.name.slice(0, 1).toUpperCase()}
        </span>
        <div className="min-w-0 flex-1">
          <Link
            to="/projects/$project"
            params={{ project: project.slug }}
            data-row
            className="block truncate font-medium after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring"
          >
            {project.name}
          </Link>
          <p className="truncate text-xs text-text-3">{project.description || project.slug}</p>
        </div>
      </div>
      <div className="flex h-5 items-center justify-between gap-3">
        {runs ? (
          <>
            <LastRun run={runs[0]} />
            <RecentRuns runs={runs} />
          </>
        ) : error ? (
          <NotRead />
        ) : (
          <span className="skeleton h-3 w-full" />
        )}
      </div>
    </li>
  );
}
