import { type NewSubscription, NoticeOutcome, type NoticeRule, type Subscription } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import type { FieldErrors } from "../../data/field-errors.ts";
import { projectsQuery, suitesQuery } from "../../data/queries.ts";
import { Check, CheckGroup } from "../../ui/check.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { outcomeWords } from "./filter-words.ts";

/** A filter as it is being typed. */
export interface TypedFilter {
  project: string | undefined;
  suites: string[];
  branches: string;
  outcomes: NoticeOutcome[];
  onlyOnChange: boolean;
  firstFailure: boolean;
}

const preset: TypedFilter = {
  project: undefined,
  suites: [],
  branches: "",
  outcomes: ["failed", "errored", "timedOut", "fixed", "scheduleBroken"],
  onlyOnChange: false,
  firstFailure: false,
};

/** To begin with: as it is stored, or what the API presets. */
export function typedFilter(stored?: NoticeRule | Subscription): TypedFilter {
  if (!stored) return preset;
  const { project, suites, branches, outcomes, onlyOnChange, firstFailure } = stored;
  return { project: project ?? undefined, suites, branches: branches.join(", "), outcomes, onlyOnChange, firstFailure };
}

/** What the API is told of it. */
export function readFilter({
  project,
  branches,
  ...same
}: TypedFilter): Omit<NewSubscription, "address" | "mutedUntil"> {
  return { ...same, project: project ?? null, branches: branches.split(/[\s,]+/).filter(Boolean) };
}

interface Props {
  value: TypedFilter;
  errors: FieldErrors;
  onChange: (value: TypedFilter) => void;
}

/** Which runs somebody wants to be told of. */
export function FilterFields({ value, errors, onChange }: Props) {
  const client = useClient();
  const projects = useQuery(projectsQuery(client)).data ?? [];
  const wanted = projects.filter(({ slug }) => value.project === undefined || slug === value.project);
  const known = useQueries({
    queries: wanted.map(({ slug }) => suitesQuery(client, slug)),
    combine: (results) => results.flatMap((result) => result.data ?? []).map(({ slug }) => slug),
  });
  const suites = [...new Set([...known, ...value.suites])].toSorted();
  const set = (change: Partial<TypedFilter>) => onChange({ ...value, ...change });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t`Project`} error={errors["project"]}>
          {({ id }) => (
            <Select
              id={id}
              value={value.project}
              nothing={t`Every project`}
              choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
              onChange={(project) => set({ project, suites: [] })}
            />
          )}
        </Field>
        <Field label={t`Branches`} hint={t`Such as main, release/*. None: every branch.`} error={errors["branches"]}>
          {(control) => (
            <input
              {...control}
              value={value.branches}
              onChange={(event) => set({ branches: event.target.value })}
              spellCheck={false}
              placeholder={t`Every branch`}
              className={`${inputLook} font-mono`}
            />
          )}
        </Field>
      </div>
      {suites.length > 0 && (
        <CheckGroup
          legend={t`Suites`}
          hint={t`None chosen: every suite.`}
          error={errors["suites"]}
          choices={suites.map((slug) => ({ value: slug, label: slug }))}
          chosen={value.suites}
          onChange={(chosen) => set({ suites: chosen })}
        />
      )}
      <CheckGroup
        legend={t`Outcomes to tell of`}
        error={errors["outcomes"]}
        choices={NoticeOutcome.options.map((outcome) => ({ value: outcome, label: outcomeWords[outcome] }))}
        chosen={value.outcomes}
        onChange={(outcomes) => set({ outcomes })}
      />
      <div className="flex flex-col gap-2.5">
        <Check
          label={t`Only on change`}
          hint={t`When it fails where the run before had not, or passes where that had not.`}
          isChecked={value.onlyOnChange}
          onChange={(onlyOnChange) => set({ onlyOnChange })}
        />
        <Check
          label={t`Also at the first failure`}
          hint={t`While the run still goes on: when a shard has failed, or a report tells of a failing test.`}
          isChecked={value.firstFailure}
          onChange={(firstFailure) => set({ firstFailure })}
        />
      </div>
    </>
  );
}
