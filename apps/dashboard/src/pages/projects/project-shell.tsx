import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Boxes, CalendarClock, FlaskConical, ListChecks, Server, Settings } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery } from "../../data/queries.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { StaleBanner } from "../../ui/message.tsx";
import { useCurrentInView } from "../../ui/use-current-in-view.ts";
import { PageHead } from "../page-head.tsx";

const route = getRouteApi("/app/projects/$project");

const tabs = [
  { to: "/projects/$project", label: t`Suites`, icon: Boxes },
  { to: "/projects/$project/environments", label: t`Environments`, icon: Server },
  { to: "/projects/$project/schedules", label: t`Schedules`, icon: CalendarClock },
  { to: "/projects/$project/tests", label: t`Tests`, icon: FlaskConical },
  { to: "/projects/$project/settings", label: t`Settings`, icon: Settings },
] as const;

const tabLook =
  "-mb-px flex h-9 shrink-0 items-center gap-2 border-b-2 border-transparent px-2.5 text-sm text-text-2 transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text";

/** What stands around every page of a project: which it is, and the way to the others. */
export function ProjectShell() {
  const { project: slug } = route.useParams();
  const project = useQuery(projectsQuery(useClient())).data?.find((other) => other.slug === slug);
  const connection = useRunNews();
  const row = useCurrentInView(useRouterState({ select: ({ location }) => location.pathname }));
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <div>
        <nav aria-label={t`Breadcrumb`} className="mb-1 text-sm text-text-2">
          <Link to="/projects" className="hover:text-text hover:underline">
            <Trans>Projects</Trans>
          </Link>
        </nav>
        <PageHead title={project?.name ?? slug} note={<LiveMark connection={connection} />}>
          <ButtonLink>
            <Link to="/runs" search={{ project: slug }}>
              <ListChecks aria-hidden size={15} /> <Trans>All runs</Trans>
            </Link>
          </ButtonLink>
        </PageHead>
        {project?.description && <p className="mt-1 max-w-3xl text-sm text-text-2">{project.description}</p>}
      </div>
      <nav ref={row} aria-label={t`Project`} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ project: slug }}
            activeOptions={{ exact: true, includeSearch: false }}
            className={tabLook}
          >
            <Icon aria-hidden size={15} />
            {label}
          </Link>
        ))}
      </nav>
      {connection === "lost" && <StaleBanner />}
      <Outlet />
    </div>
  );
}
