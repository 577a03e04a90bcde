import type { RunSummary } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Trash2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

const shown = 5;

export interface DeleteDialogProps {
  runs: readonly RunSummary[];
  /** How many of the chosen ones stay, since they still run or are pinned. */
  stay: number;
  onDelete: () => void;
  onClose: () => void;
}

/** Asks before something goes that cannot be brought back, and says what that is. */
export function DeleteDialog({ runs, stay, onDelete, onClose }: DeleteDialogProps) {
  const [first] = runs;
  const what =
    runs.length === 1 && first
      ? `${first.suiteName} #${first.number}`
      : plural(runs.length, { one: "# run", other: "# runs" });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Delete ${what}?`}
      description={t`Log, results, artifacts and analysis go with it, for everybody. This cannot be undone.`}
    >
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
      {stay > 0 && (
        <p className="px-5 pt-3 text-sm text-text-2">
          {plural(stay, {
            one: "# selected run stays: it still runs or is pinned.",
            other: "# selected runs stay: they still run or are pinned.",
          })}
        </p>
      )}
      <div className="flex justify-end gap-2 px-5 py-3">
        <Button onClick={onClose}>
          <Trans>Keep</Trans>
        </Button>
        <Button look="danger" icon={Trash2} onClick={onDelete}>
          <Trans>Delete {plural(runs.length, { one: "# run", other: "# runs" })}</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
