import type { RunSummary } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Ban, type LucideIcon, Trash2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** What nobody can take back. */
export type AskedKind = "cancel" | "delete";

interface Words {
  icon: LucideIcon;
  title: (what: string) => string;
  /** What becomes of the runs. */
  means: string;
  stay: (count: number) => string;
  no: string;
  yes: (count: number) => string;
}

const words: Record<AskedKind, Words> = {
  cancel: {
    icon: Ban,
    title: (what) => t`Cancel ${what}?`,
    means: t`Tests are stopped at once. Logs so far are kept; results are read only when a suite ends.`,
    stay: (count) =>
      plural(count, {
        one: "# selected run has ended and stays as it is.",
        other: "# selected runs have ended and stay as they are.",
      }),
    no: t`Let them run`,
    yes: (count) => plural(count, { one: "Cancel # run", other: "Cancel # runs" }),
  },
  delete: {
    icon: Trash2,
    title: (what) => t`Delete ${what}?`,
    means: t`Log, results, artifacts and analysis go with it, for everybody. This cannot be undone.`,
    stay: (count) =>
      plural(count, {
        one: "# selected run stays: it still runs or is pinned.",
        other: "# selected runs stay: they still run or are pinned.",
      }),
    no: t`Keep`,
    yes: (count) => plural(count, { one: "Delete # run", other: "Delete # runs" }),
  },
};

const shown = 5;

export interface AskDialogProps {
  kind: AskedKind;
  runs: readonly RunSummary[];
  /** How many of the chosen ones it cannot be done to. */
  stay: number;
  onSure: () => void;
  onClose: () => void;
}

/** Asks before something is done to runs that cannot be taken back, and says to which. */
export function AskDialog({ kind, runs, stay, onSure, onClose }: AskDialogProps) {
  const { icon, title, means, no, ...counted } = words[kind];
  const [first] = runs;
  const what =
    runs.length === 1 && first
      ? `${first.suiteName} #${first.number}`
      : plural(runs.length, { one: "# run", other: "# runs" });
  return (
    <Dialog isOpen onClose={onClose} title={title(what)} description={means}>
      {runs.length > 1 && (
        <ul className="flex flex-col gap-1 px-5 py-3 text-sm text-text-2">
          {runs.slice(0, shown).map((run) => (
            <li key={run.id} className="truncate">
              {run.project} · {run.suiteName} <span className="text-text-3 tabular-nums">#{run.number}</span>
            </li>
          ))}
          {runs.length > shown && (
            <li className="text-text-3">
              <Trans>and {runs.length - shown} more</Trans>
            </li>
          )}
        </ul>
      )}
      {stay > 0 && <p className="px-5 pt-3 text-sm text-text-2">{counted.stay(stay)}</p>}
      <div className="flex justify-end gap-2 px-5 py-3">
        <Button onClick={onClose}>{no}</Button>
        <Button look="danger" icon={icon} onClick={onSure}>
          {counted.yes(runs.length)}
        </Button>
      </div>
    </Dialog>
  );
}
