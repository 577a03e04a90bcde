import { t } from "@lingui/core/macro";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Search } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { Logo } from "./logo.tsx";
import { SessionActions } from "./session-block.tsx";
import { useShell } from "./shell-context.ts";
import { useNavigation } from "./use-navigation.ts";

/** On narrow screens, in place of the sidebar. */
export function TopBar() {
  const { openPalette } = useShell();
  const nav = useRef<HTMLElement>(null);
  const page = useRouterState({ select: ({ location }) => location.pathname });
  // More pages than fit: the one that is open is among those that are seen.
  useEffect(() => {
    const links = [...(nav.current?.querySelectorAll("a") ?? [])];
    const open = links.findLast(({ pathname }) => page === pathname || page.startsWith(`${pathname}/`));
    open?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [page]);
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 sm:px-3 lg:hidden">
      <Link to="/" aria-label="Automation Center" className="mr-2 rounded-lg">
        <Logo />
      </Link>
      <nav
        ref={nav}
        aria-label={t`Main`}
        className="flex min-w-0 flex-1 items-center gap-0.5 overflow-x-auto pr-6 [mask-image:linear-gradient(to_right,#000_calc(100%-1.75rem),transparent)] [scrollbar-width:none]"
      >
        {useNavigation().map(({ to, label }) => (
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
      <IconButton icon={Search} label={t`Command palette`} onClick={openPalette} />
      <SessionActions />
    </div>
  );
}
