import type { State } from "@aac/contract";
import { useEffect } from "react";
import { stateLooks } from "./state-look.ts";

const product = "Automation Center";

/** Says in the browser's tab what the page is about; with a state, in the tab's icon too. */
export function PageTitle({ title, state }: { title: string; state?: State }) {
  useEffect(() => {
    document.title = `${state ? `${stateLooks[state].sign} ` : ""}${title} · ${product}`;
  }, [title, state]);

  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon || !state) return undefined;
    const usual = icon.href;
    icon.href = stateIcon(state);
    return () => {
      icon.href = usual;
    };
  }, [state]);

  return null;
}

const glyphs: Record<State, string> = {
  queued: `<circle cx="16" cy="16" r="3" fill="#fff"/>`,
  running: `<path d="M12 9.5l11 6.5-11 6.5z" fill="#fff"/>`,
  passed: `<path d="M9.5 16.5l4.5 4.5L22.5 11.5"/>`,
  failed: `<path d="M11 11l10 10M21 11L11 21"/>`,
  errored: `<path d="M16 8.5v9M16 22.5v.6"/>`,
  timedOut: `<path d="M16 9.5V16l4.5 3.5"/>`,
  cancelled: `<path d="M10.5 16h11"/>`,
};

function stateIcon(state: State): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${stateLooks[state].hex}"/>` +
    `<g fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">${glyphs[state]}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
