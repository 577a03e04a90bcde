import { Link } from "@tanstack/react-router";
import { Logo } from "./logo.tsx";
import { navigation } from "./navigation.ts";
import { SessionActions } from "./session-block.tsx";

/** On narrow screens, in place of the sidebar. */
export function TopBar() {
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 sm:px-3 lg:hidden">
      <Link to="/" aria-label="Automation Center" className="mr-2 rounded-lg">
        <Logo />
      </Link>
      <nav
        aria-label="Main"
        className="flex min-w-0 flex-1 items-center gap-0.5 overflow-x-auto [scrollbar-width:none]"
      >
        {navigation.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            className="shrink-0 rounded-md px-2.5 py-1.5 text-sm text-text-2 aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-text"
          >
            {label}
          </Link>
        ))}
      </nav>
      <SessionActions />
    </div>
  );
}
