import type { RunSummary } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Ban, type LucideIcon, RotateCw, Tag, Trash2, X } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { useMay } from "../../data/use-may.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { isActive, isUploaded } from "../run-words.ts";

/** What can be done to chosen runs. */
export type BatchKind = "cancel" | "rerun" | "label" | "delete";

/** Of the runs those to which it can be done. */
export const able: Record<BatchKind, (run: RunSummary) => boolean> = {
  cancel: isActive,
  rerun: (run) => !isUploaded(run),
  label: () => true,
  delete: (run) => !isActive(run) && !run.pinned,
};

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.matches("input:not([type=checkbox]), select, textarea");

const isUnsuccessful = ({ state }: RunSummary) => ["failed", "errored", "timedOut"].includes(state);

export interface BatchBarProps {
  runs: readonly RunSummary[];
  isBusy: boolean;
  onAct: (kind: BatchKind, runs: readonly RunSummary[]) => void;
  onClear: () => void;
}

/** Lies over the end of the list while runs are chosen. */
export function BatchBar({ runs, isBusy, onAct, onClear }: BatchBarProps) {
  /** From anywhere on the page, unless it means something there: dialogs and menus take it for themselves. */
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || isField(event.target)) return;
    event.preventDefault();
    onClear();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const mayDelete = useMay("runs:delete");
  const red = runs.filter((run) => isUnsuccessful(run) && able.rerun(run));
  const act = (kind: BatchKind, icon: LucideIcon, label: string, some = runs.filter(able[kind])) => (
    <Button
      size="small"
      look={kind === "delete" ? "danger" : "secondary"}
      icon={icon}
      disabled={some.length === 0 || isBusy}
      onClick={() => onAct(kind, some)}
    >
      {label}
      {some.length < runs.length && some.length > 0 && <span className="tabular-nums opacity-70">{some.length}</span>}
    </Button>
  );
  return (
    <div className="pointer-events-none sticky bottom-4 z-20 flex justify-center px-2">
      <div
        role="toolbar"
        aria-label={t`Actions for the selected runs`}
        aria-busy={isBusy}
        className="appear pointer-events-auto flex flex-wrap items-center justify-center gap-1.5 rounded-xl border border-line-strong bg-surface px-3 py-2 shadow-high"
      >
        <span role="status" className="mr-1 text-sm font-medium whitespace-nowrap tabular-nums">
          <Trans>{plural(runs.length, { one: "# run", other: "# runs" })} selected</Trans>
        </span>
        {act("cancel", Ban, t`Cancel`)}
        {act("rerun", RotateCw, t`Rerun`)}
        {red.length > 0 && red.length < runs.length && act("rerun", RotateCw, t`Rerun failed`, red)}
        {act("label", Tag, t`Label`)}
        {mayDelete && act("delete", Trash2, t`Delete`)}
        <IconButton icon={X} label={t`Select none (Esc)`} onClick={onClear} />
      </div>
    </div>
  );
}
