import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import {
  Bell,
  Building2,
  CircleUser,
  Gauge,
  History,
  KeyRound,
  LockKeyhole,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  TableProperties,
  Users,
  Waypoints,
} from "lucide-react";
import { useCurrentInView } from "../../ui/use-current-in-view.ts";
import { type Section, sectionsFor } from "./settings-sections.ts";

/** Here, and not with the sections: those are part of the first page. */
const icons: Record<Section["to"], LucideIcon> = {
  "/settings/account": CircleUser,
  "/settings/organization": Building2,
  "/settings/people": Users,
  "/settings/roles": TableProperties,
  "/settings/keys": KeyRound,
  "/settings/secrets": LockKeyhole,
  "/settings/usage": Gauge,
  "/settings/retention": History,
  "/settings/sandboxes": ShieldCheck,
  "/settings/single-sign-on": Waypoints,
  "/notices": Bell,
  "/settings/audit": ScrollText,
};

/** What stands around every page of the settings: the way to the others, above them or, where there is room, beside. */
export function SettingsShell() {
  const sections = sectionsFor(useQuery(sessionQuery(useClient())).data);
  const row = useCurrentInView(useRouterState({ select: ({ location }) => location.pathname }));
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6 lg:flex-row lg:gap-8">
      <nav
        ref={row}
        aria-label={t`Settings`}
        className="flex gap-1 overflow-x-auto border-b border-line lg:sticky lg:top-6 lg:w-48 lg:shrink-0 lg:flex-col lg:gap-0.5 lg:self-start lg:overflow-visible lg:border-b-0"
      >
        {sections.map(({ to, label }) => {
          const Icon = icons[to];
          return (
            <Link
              key={to}
              to={to}
              activeOptions={{ includeSearch: false }}
              className="-mb-px flex h-9 shrink-0 items-center gap-2 border-b-2 border-transparent px-2.5 text-sm text-text-2 transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text lg:mb-0 lg:h-8 lg:rounded-md lg:border-b-0 lg:hover:bg-raised lg:aria-[current=page]:bg-raised"
            >
              <Icon aria-hidden size={15} className="shrink-0" />
              {label}
            </Link>
          );
        })}
      </nav>
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <Outlet />
      </div>
    </div>
  );
}
