import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import { sectionsFor } from "./settings-sections.ts";

/** What stands around every page of the settings: the way to the others. */
export function SettingsShell() {
  const sections = sectionsFor(useQuery(sessionQuery(useClient())).data);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <nav aria-label="Settings" className="flex gap-1 overflow-x-auto border-b border-line">
        {sections.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ includeSearch: false }}
            className="-mb-px flex h-9 shrink-0 items-center gap-2 border-b-2 border-transparent px-2.5 text-sm text-text-2 transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
          >
            <Icon aria-hidden size={15} />
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
