import { type RunStateFilter, type RunsView, type RunSummary, State, type Trigger } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { GitBranch, SlidersHorizontal, Tag, X } from "lucide-react";
import { useId, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, suitesQuery } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { type Choice, Select } from "../../ui/select.tsx";
import { stateLooks } from "../../ui/state-look.ts";
import { triggerLabels } from "../run-words.ts";
import { changeView, type FilterChange, isFiltered, withoutFilters } from "./change-filters.ts";
import { PersonFilter } from "./person-filter.tsx";
import { RunSearch } from "./run-search.tsx";
import { TextFilter } from "./text-filter.tsx";
import { TimeFilter } from "./time-filter.tsx";

const several = { open: t`Queued or running`, unsuccessful: t`Not successful` };
const states = [
  ...(["open", "unsuccessful"] as const).map((value): Choice<RunStateFilter> => ({ value, label: several[value] })),
  ...State.options.map((value): Choice<RunStateFilter> => ({ value, label: stateLooks[value].label })),
];
const triggers = (Object.entries(triggerLabels) as [Trigger["kind"], string][]).map(([value, label]) => ({
  value,
  label,
}));

export interface RunFilterBarProps {
  view: RunsView;
  /** What is shown: their branches and labels are suggested. */
  runs: readonly RunSummary[];
  onChange: (view: RunsView) => void;
}

/** What narrows the list. It stands in the address, so that a link shows others the same runs. */
export function RunFilterBar({ view, runs, onChange }: RunFilterBarProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const change = (part: FilterChange) => onChange(changeView(view, part));
  const { group: _, text: __, ...others } = view;
  const count = Object.keys(others).length;

  return (
    <div role="search" aria-label={t`Filter the runs`} className="flex flex-wrap items-center gap-2">
      <RunSearch text={view.text} onChange={(text) => change({ text })} />
      {/* Of a phone's screen the list should see more than its filters do. */}
      <Button
        icon={SlidersHorizontal}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="sm:hidden"
      >
        <Trans>Filters{count > 0 && ` (${count})`}</Trans>
      </Button>
      <div
        id={id}
        className={clsx("flex-wrap items-center gap-2", isOpen ? "flex w-full sm:w-auto" : "hidden sm:contents")}
      >
        <Select
          look="filter"
          label={t`State`}
          nothing={t`Any state`}
          value={view.state}
          choices={states}
          onChange={(state) => change({ state })}
        />
        <ProjectFilter view={view} onChange={change} />
        <TextFilter
          key={`branch ${view.branch}`}
          icon={GitBranch}
          label={t`Branch`}
          maxLength={255}
          value={view.branch}
          suggestions={distinct(runs.flatMap(({ branch }) => branch ?? []))}
          onChange={(branch) => change({ branch })}
        />
        <TextFilter
          key={`label ${view.label}`}
          icon={Tag}
          label={t`Label`}
          maxLength={64}
          value={view.label}
          suggestions={distinct(runs.flatMap(({ labels }) => labels))}
          onChange={(label) => change({ label })}
        />
        <Select
          look="filter"
          label={t`Trigger`}
          nothing={t`Any trigger`}
          value={view.trigger}
          choices={triggers}
          onChange={(trigger) => change({ trigger })}
        />
        <PersonFilter by={view.by} onChange={(by) => change({ by })} />
        <TimeFilter view={view} onChange={change} />
      </div>
      {isFiltered(view) && (
        <Button look="ghost" icon={X} onClick={() => onChange(withoutFilters(view))}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </div>
  );
}

function ProjectFilter({ view, onChange }: { view: RunsView; onChange: (change: FilterChange) => void }) {
  const client = useClient();
  const projects = useQuery(projectsQuery(client)).data ?? [];
  const { project, suite } = view;
  const suites = useQuery({ ...suitesQuery(client, project ?? ""), enabled: project !== undefined }).data ?? [];
  return (
    <>
      <Select
        look="filter"
        label={t`Project`}
        nothing={t`All projects`}
        value={project}
        choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
        onChange={(chosen) => onChange({ project: chosen, suite: undefined })}
      />
      {project && (
        <Select
          look="filter"
          label={t`Suite`}
          nothing={t`All suites`}
          value={suite}
          choices={suites.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(chosen) => onChange({ suite: chosen })}
        />
      )}
    </>
  );
}

const distinct = (values: readonly string[]) => [...new Set(values)].toSorted().slice(0, 50);
