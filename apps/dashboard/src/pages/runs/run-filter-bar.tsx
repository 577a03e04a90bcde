import { type RunStateFilter, type RunsView, type RunSummary, State, type Trigger } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { GitBranch, Tag } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, suitesQuery } from "../../data/queries.ts";
import { type Choice, Select } from "../../ui/select.tsx";
import { stateLooks } from "../../ui/state-look.ts";
import { FilterBar } from "../filter-bar.tsx";
import { ListSearch } from "../list-search.tsx";
import { triggerLabels } from "../run-words.ts";
import { changeView, type FilterChange, isFiltered, withoutFilters } from "./change-filters.ts";
import { PersonFilter } from "./person-filter.tsx";
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

/** What narrows the list of runs. */
export function RunFilterBar({ view, runs, onChange }: RunFilterBarProps) {
  const change = (part: FilterChange) => onChange(changeView(view, part));
  const { group: _, text: __, ...others } = view;

  return (
    <FilterBar
      label={t`Filter the runs`}
      search={
        <ListSearch
          label={t`Search the runs`}
          placeholder={t`Suite, branch, #number`}
          title={t`Also by label, project, environment, folder and person; #7 is the run's number`}
          text={view.text}
          onChange={(text) => change({ text })}
        />
      }
      count={Object.keys(others).length}
      onClear={isFiltered(view) && (() => onChange(withoutFilters(view)))}
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
    </FilterBar>
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
