import type { RunGrouping, RunSummary } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { ChevronsDownUp, ChevronsUpDown } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import type { Choosing } from "./run-list.tsx";
import { SelectBox } from "./select-box.tsx";

const groupings: Record<RunGrouping, string> = {
  project: t`By project`,
  suite: t`By suite`,
  branch: t`By branch`,
  commit: t`By commit`,
  day: t`By day`,
};
const choices = (Object.entries(groupings) as [RunGrouping, string][]).map(([value, label]) => ({ value, label }));

export interface ListBarProps {
  runs: readonly RunSummary[];
  choosing: Choosing | null;
  group: RunGrouping | undefined;
  areAllClosed: boolean;
  onGroup: (group: RunGrouping | undefined) => void;
  onCloseAll: (isClosed: boolean) => void;
}

/** Above the rows: how many are loaded, all of them chosen, and how they are grouped. */
export function ListBar({ runs, choosing, group, areAllClosed, onGroup, onCloseAll }: ListBarProps) {
  const ids = runs.map(({ id }) => id);
  const chosen = ids.filter((id) => choosing?.ids.has(id)).length;
  return (
    <div className="flex items-center gap-2 px-2 sm:px-3">
      {choosing && runs.length > 0 && (
        <SelectBox
          label={t`Select all that are loaded`}
          isChecked={chosen === ids.length}
          isMixed={chosen > 0 && chosen < ids.length}
          onToggle={() => choosing.chooseAll(ids)}
        />
      )}
      <span className="flex-1 text-xs text-text-3 tabular-nums">
        {runs.length > 0 && t`${plural(runs.length, { one: "# run", other: "# runs" })} loaded`}
      </span>
      {group && (
        <IconButton
          icon={areAllClosed ? ChevronsUpDown : ChevronsDownUp}
          label={areAllClosed ? t`Open all groups` : t`Close all groups`}
          onClick={() => onCloseAll(!areAllClosed)}
        />
      )}
      <Select
        look="filter"
        label={t`Group`}
        nothing={t`Not grouped`}
        value={group}
        choices={choices}
        onChange={onGroup}
      />
    </div>
  );
}
