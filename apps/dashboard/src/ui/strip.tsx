import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import type { LucideIcon } from "lucide-react";

export interface StripMark {
  /** The run that it leads to. */
  run: string;
  icon: LucideIcon;
  /** Classes of its colours. */
  soft: string;
  /** All that it says, in words. */
  label: string;
  isSpinning?: boolean;
  /** The one that is looked at. */
  isCurrent?: boolean;
}

/** What came of the last runs, a mark for each, the newest at the right. Told by shape and word as well as by colour. */
export function Strip({ label, marks, shown }: { label: string; marks: readonly StripMark[]; shown: number }) {
  const newest = marks.slice(-shown);
  return (
    <ol aria-label={label} className="relative flex items-center gap-0.5">
      {newest.map(({ run, icon: Icon, soft, label: text, isSpinning = false, isCurrent = false }) => (
        <li key={run}>
          <Link
            to="/runs/$run"
            params={{ run }}
            title={text}
            aria-label={text}
            className={clsx(
              "flex size-6 items-center justify-center rounded-md transition-transform hover:scale-110 hover:ring-1 hover:ring-line-strong",
              soft,
              isCurrent && "ring-2 ring-accent",
            )}
          >
            <Icon aria-hidden size={14} strokeWidth={2.25} className={clsx(isSpinning && "animate-spin")} />
          </Link>
        </li>
      ))}
    </ol>
  );
}
