import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery } from "../../data/queries.ts";
import { Logo } from "./logo.tsx";
import { PaletteButton } from "./palette-button.tsx";
import { SessionBlock } from "./session-block.tsx";
import { useNavigation } from "./use-navigation.ts";

const linkLook =
  "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-text-2 transition-colors hover:bg-raised hover:text-text aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-text";
/** More than fit are on the page of the projects. */
const projectsShown = 12;

/** On wide screens. */
export function Sidebar() {
  const { data: projects = [] } = useQuery(projectsQuery(useClient()));
  return (
    <div className="hidden w-60 shrink-0 flex-col border-r border-line bg-surface lg:flex">
      <Link to="/" className="flex h-14 items-center gap-2.5 px-4">
        <Logo />
        <span className="text-sm leading-tight font-semibold tracking-tight">Automation Center</span>
      </Link>
      <PaletteButton />
      <nav aria-label={t`Main`} className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-1">
        {useNavigation().map(({ to, label, icon: Icon, keys }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/" || to === "/projects", includeSearch: false }}
            title={`${label} (${keys})`}
            className={linkLook}
          >
            <Icon aria-hidden size={16} />
            {label}
          </Link>
        ))}
        {projects.length > 0 && (
          <h2 className="mt-5 mb-1 px-2 text-xs font-medium text-text-3">
            <Trans>Projects</Trans>
          </h2>
        )}
        {projects.slice(0, projectsShown).map((project) => (
          <Link key={project.slug} to="/projects/$project" params={{ project: project.slug }} className={linkLook}>
            <span
              aria-hidden
              className="flex size-4 items-center justify-center rounded bg-accent-soft text-[10px] font-semibold text-accent"
            >
              {project.name.slice(0, 1).toUpperCase()}
            </span>
            <span className="truncate">{project.name}</span>
          </Link>
        ))}
      </nav>
      <SessionBlock />
    </div>
  );
}
