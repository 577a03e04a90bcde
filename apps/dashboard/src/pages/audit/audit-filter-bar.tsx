import { AuditAction, AuditOutcome, AuditTargetKind } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery } from "../../data/queries.ts";
import type { AuditSearch } from "../../search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { DayField } from "../day-field.tsx";
import { FilterBar } from "../filter-bar.tsx";
import { ListSearch } from "../list-search.tsx";
import { actionLabel, outcomeLooks, targetKindLabels } from "./audit-words.ts";

const actions = AuditAction.options
  .map((action) => ({ value: action, label: actionLabel(action) }))
  .toSorted((a, b) => a.label.localeCompare(b.label));
const kinds = AuditTargetKind.options.map((kind) => ({ value: kind, label: targetKindLabels[kind] }));
const outcomes = AuditOutcome.options.map((outcome) => ({ value: outcome, label: outcomeLooks[outcome].label }));

interface FilterBarProps {
  filters: AuditSearch;
  onChange: (filters: AuditSearch) => void;
}

/** What narrows the list of entries. */
export function AuditFilterBar({ filters, onChange }: FilterBarProps) {
  const projects = useQuery(projectsQuery(useClient())).data ?? [];
  const { text, ...others } = filters;
  const change = (part: { [K in keyof AuditSearch]: AuditSearch[K] | undefined }) => {
    const entries = Object.entries({ ...filters, ...part }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(entries));
  };
  return (
    <FilterBar
      label={t`Filter the entries`}
      search={
        <ListSearch
          label={t`Search the entries`}
          placeholder={t`Name, action, address`}
          text={text}
          onChange={(wanted) => change({ text: wanted })}
        />
      }
      count={Object.keys(others).length}
      onClear={Object.keys(filters).length > 0 && (() => onChange({}))}
    >
      <Select
        look="filter"
        label={t`Action`}
        nothing={t`Any action`}
        value={filters.action}
        choices={actions}
        onChange={(action) => change({ action })}
      />
      <Select
        look="filter"
        label={t`What it was done to`}
        nothing={t`Anything`}
        value={filters.targetKind}
        choices={kinds}
        onChange={(targetKind) => change({ targetKind })}
      />
      <Select
        look="filter"
        label={t`Project`}
        nothing={t`All projects`}
        value={filters.project}
        choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
        onChange={(project) => change({ project })}
      />
      <Select
        look="filter"
        label={t`Outcome`}
        nothing={t`Any outcome`}
        value={filters.outcome}
        choices={outcomes}
        onChange={(outcome) => change({ outcome })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <DayField label={t`From`} day={filters.from} onChange={(from) => change({ from })} />
        <DayField label={t`To`} day={filters.to} onChange={(to) => change({ to })} />
      </div>
      {filters.actor && (
        <Button icon={X} onClick={() => change({ actor: undefined })}>
          <Trans>By one only</Trans>
        </Button>
      )}
      {filters.target && (
        <Button icon={X} onClick={() => change({ target: undefined })}>
          <Trans>About one only</Trans>
        </Button>
      )}
    </FilterBar>
  );
}
