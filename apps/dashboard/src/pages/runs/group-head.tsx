import { plural } from "@lingui/core/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount } from "../../ui/format.ts";
import { stateLooks } from "../../ui/state-look.ts";
import { StateIcon } from "../../ui/state-pill.tsx";
import { countStates, type RunGroup } from "./group-runs.ts";

export interface GroupHeadProps {
  group: RunGroup;
  isOpen: boolean;
  onToggle: () => void;
  /** Chooses all of them; null: nothing can be done to runs here. */
  box: ReactNode;
}

/** What runs have in common, and how they went as far as they are loaded. */
export function GroupHead({ group, isOpen, onToggle, box }: GroupHeadProps) {
  const { title, note, runs } = group;
  return (
    <div className="flex items-center gap-2 border-b border-line bg-raised px-2 sm:px-3">
      {box}
      <h2 className="min-w-0 flex-1">
        <button
          type="button"
          data-row
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex h-10 w-full min-w-0 items-center gap-2 rounded-md text-left text-sm"
        >
          <ChevronRight
            aria-hidden
            size={15}
            className={clsx("shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
          />
          <span className="truncate font-medium">{title}</span>
          {note && <span className="hidden truncate text-text-3 sm:block">{note}</span>}
          <span className="shrink-0 text-xs text-text-3">{plural(runs.length, { one: "# run", other: "# runs" })}</span>
        </button>
      </h2>
      <span className="flex shrink-0 items-center gap-3 pr-1 text-xs tabular-nums">
        {countStates(runs).map(({ state, count }) => (
          <span key={state} className="inline-flex items-center gap-1" title={`${count} ${stateLooks[state].label}`}>
            <StateIcon state={state} size={13} />
            {formatCount(count)}
          </span>
        ))}
      </span>
    </div>
  );
}
