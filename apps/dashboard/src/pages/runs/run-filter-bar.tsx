import { State, type Trigger } from "@aac/contract";
import { useQuery } from "@tanstack/react-query";
import { GitBranch, X } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, suitesQuery } from "../../data/queries.ts";
import type { RunFilters } from "../../data/run-news.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { stateLooks } from "../../ui/state-look.ts";
import { triggerLabels } from "../run-words.ts";
import { BranchFilter } from "./branch-filter.tsx";

const states = State.options.map((state) => ({ value: state, label: stateLooks[state].label }));
const triggers = (Object.entries(triggerLabels) as [Trigger["kind"], string][]).map(([value, label]) => ({
  value,
  label,
}));

/** What narrows the list. It stands in the address, so that a link shows others the same runs. */
export function RunFilterBar({ filters, onChange }: { filters: RunFilters; onChange: (filters: RunFilters) => void }) {
  const client = useClient();
  const projects = useQuery(projectsQuery(client)).data ?? [];
  const suites = useQuery({
    ...suitesQuery(client, filters.project ?? ""),
    enabled: filters.project !== undefined,
  }).data;
  const change = (part: { [K in keyof RunFilters]: RunFilters[K] | undefined }) => onChange(without(filters, part));

  return (
    <div role="search" aria-label="Filter the runs" className="flex flex-wrap items-center gap-2">
      <Select
        look="filter"
        label="State"
        nothing="Any state"
        value={filters.state}
        choices={states}
        onChange={(state) => change({ state })}
      />
      <Select
        look="filter"
        label="Project"
        nothing="All projects"
        value={filters.project}
        choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
        onChange={(project) => change({ project, suite: undefined })}
      />
      {(filters.project || filters.suite) && (
        <Select
          look="filter"
          label="Suite"
          nothing="All suites"
          value={filters.suite}
          choices={(suites ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(suite) => change({ suite })}
        />
      )}
      <Select
        look="filter"
        label="Trigger"
        nothing="Any trigger"
        value={filters.trigger}
        choices={triggers}
        onChange={(trigger) => change({ trigger })}
      />
      <BranchFilter
        key={filters.branch}
        icon={GitBranch}
        branch={filters.branch}
        onChange={(branch) => change({ branch })}
      />
      {Object.keys(filters).length > 0 && (
        <Button look="ghost" icon={X} onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  );
}

/** The filters with a part changed; what is undefined is taken out. */
function without(filters: RunFilters, part: { [K in keyof RunFilters]: RunFilters[K] | undefined }): RunFilters {
  const entries = Object.entries({ ...filters, ...part }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
