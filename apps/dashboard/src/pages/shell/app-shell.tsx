import { Trans } from "@lingui/react/macro";
import { Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { createShownErrors, ShownErrorsContext } from "../../data/unread.ts";
import { NewsContext, useFollowedNews } from "../../data/use-run-news.ts";
import { MainScrollerContext } from "../../ui/main-scroller.tsx";
import { UnreadBar } from "../unread-bar.tsx";
import { ConnectionBar } from "./connection-bar.tsx";
import { ShellOverlays } from "./shell-overlays.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

/** What stands around every page: the way to the others, and who is signed in. */
export function AppShell() {
  const [main, setMain] = useState<HTMLElement | null>(null);
  const connection = useFollowedNews();
  const [shownErrors] = useState(createShownErrors);
  return (
    <NewsContext value={connection}>
      <ShownErrorsContext value={shownErrors}>
        <ShellOverlays>
          <div className="flex h-dvh flex-col lg:flex-row">
            <a
              href="#main"
              className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2 focus:text-sm"
            >
              <Trans>Skip to the content</Trans>
            </a>
            <Sidebar />
            <TopBar />
            <div className="flex min-h-0 min-w-0 flex-1 flex-col">
              <ConnectionBar />
              <UnreadBar />
              <main
                id="main"
                ref={setMain}
                tabIndex={-1}
                data-scroll-restoration-id="main"
                className="relative min-h-0 min-w-0 flex-1 overflow-y-auto outline-none"
              >
                <MainScrollerContext value={main}>
                  <Outlet />
                </MainScrollerContext>
              </main>
            </div>
          </div>
        </ShellOverlays>
      </ShownErrorsContext>
    </NewsContext>
  );
}
