import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { usePreference } from "../../ui/preference.ts";
import { shortcutsPreference } from "../../ui/preferences.ts";
import type { ShellActions } from "./shell-context.ts";
import { useNavigation } from "./use-navigation.ts";

/** After `g`, the next key says where to go, if it comes soon enough. */
const chordMs = 1_200;

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** As it is written on the reader's own keyboard. */
export const paletteKeys = isMac ? "⌘ K" : "Ctrl K";

/** What single keys do besides going to the pages of the navigation; the pages themselves heed Enter and Escape. */
export const keyWords = [
  { keys: "/", does: t`Search on this page` },
  { keys: "j", does: t`Next row` },
  { keys: "k", does: t`Previous row` },
  { keys: "Enter", does: t`Open the row` },
  { keys: "?", does: t`Show these shortcuts` },
] as const;

/** What keys do in the list of runs, which heeds them itself. */
export const runsKeyWords = [
  { keys: "x", does: t`Select the row` },
  { keys: "Shift x", does: t`Select up to the row` },
  { keys: isMac ? "⌘ A" : "Ctrl A", does: t`Select all that are loaded` },
  { keys: "Esc", does: t`Select none` },
] as const;

/**
 * Keys that work everywhere but where one types: `/` to the search field, `j` and `k` along rows marked `data-row`,
 * `g` and another to the pages of the navigation, `?` for help. They can be turned off; Ctrl-K cannot, nor need it be,
 * as nobody presses it by chance.
 */
export function useShortcuts({ openPalette, openHelp }: ShellActions): void {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const isOn = usePreference(shortcutsPreference) === "on";
  useEffect(() => {
    let chordAt = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) openPalette();
      else if (!isOn || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      else {
        const isChord = event.timeStamp - chordAt < chordMs;
        chordAt = event.key === "g" ? event.timeStamp : -Infinity;
        const page = isChord && navigation.find(({ keys }) => keys === `g ${event.key}`);
        if (page) void navigate({ to: page.to });
        else if (event.key === "/") focusSearch();
        else if (event.key === "j") focusRow(1);
        else if (event.key === "k") focusRow(-1);
        else if (event.key === "?") openHelp();
        else return;
      }
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, navigation, isOn, openPalette, openHelp]);
}

const isPaletteKey = (event: KeyboardEvent) =>
  event.key.toLowerCase() === "k" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;

function isTyping({ target, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="listbox"], [role="menu"]') !== null)
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
