import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useNavigation } from "./use-navigation.ts";

/** After `g`, the next key says where to go, if it comes soon enough. */
const chordMs = 1_200;

/**
 * Keys that work everywhere but where one types: `/` to the search field, `j` and `k` along rows marked `data-row`,
 * `g` and another to the pages of the navigation.
 */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const navigation = useNavigation();
  useEffect(() => {
    let chordAt = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const isChord = event.timeStamp - chordAt < chordMs;
      chordAt = event.key === "g" ? event.timeStamp : -Infinity;
      const page = isChord && navigation.find(({ keys }) => keys === `g ${event.key}`);
      if (page) void navigate({ to: page.to });
      else if (event.key === "/") focusSearch();
      else if (event.key === "j") focusRow(1);
      else if (event.key === "k") focusRow(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, navigation]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="listbox"]') !== null)
  );
}

function focusSearch(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-shortcut="/"]')];
  const field = fields.find((candidate) => candidate.offsetParent !== null);
  field?.focus();
  field?.select();
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}
