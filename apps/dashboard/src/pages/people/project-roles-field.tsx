import { Role } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery } from "../../data/queries.ts";
import { Check } from "../../ui/check.tsx";
import { Select } from "../../ui/select.tsx";
import { roleWords } from "./role-words.ts";

export type ProjectRoles = Record<string, Role> | null;

export interface ProjectRolesFieldProps {
  /** The most that can be given in a project. */
  role: Role;
  value: ProjectRoles;
  error?: string | undefined;
  onChange: (value: ProjectRoles) => void;
}

/** All projects, or some with a role in each. */
export function ProjectRolesField({ role, value, error, onChange }: ProjectRolesFieldProps) {
  const { data: projects = [] } = useQuery(projectsQuery(useClient()));
  if (role === "owner")
    return (
      <p className="text-xs text-text-3">
        <Trans>An owner is one of all projects.</Trans>
      </p>
    );
  const choices = Role.options
    .slice(Role.options.indexOf(role))
    .map((each) => ({ value: each, label: roleWords[each].label }));
  const without = (slug: string) => Object.fromEntries(Object.entries(value ?? {}).filter(([other]) => other !== slug));
  return (
    <div className="flex flex-col gap-2">
      <Check
        label={t`Some projects only`}
        hint={t`Others are not there for them.`}
        isChecked={value !== null}
        onChange={(isSome) => onChange(isSome ? {} : null)}
      />
      {value !== null && (
        <ul
          aria-label={t`Projects`}
          className="flex max-h-44 flex-col gap-1.5 overflow-y-auto rounded-md border border-line-strong px-3 py-2"
        >
          {projects.map(({ slug, name }) => (
            <li key={slug} className="flex min-h-8 items-center justify-between gap-3">
              <Check
                label={name}
                isChecked={slug in value}
                onChange={(isIn) => onChange(isIn ? { ...value, [slug]: role } : without(slug))}
              />
              {value[slug] && (
                <Select
                  label={t`Role in ${name}`}
                  look="filter"
                  value={value[slug]}
                  choices={choices}
                  onChange={(chosen) => onChange({ ...value, [slug]: chosen ?? role })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {error && <p className="text-xs text-failed">{error}</p>}
    </div>
  );
}

/** None higher than the role in the organization: what was chosen before it was lowered goes down with it. */
export function fitProjects(projects: ProjectRoles, role: Role): ProjectRoles {
  if (projects === null || role === "owner") return null;
  const least = Role.options.indexOf(role);
  return Object.fromEntries(
    Object.entries(projects).map(([slug, each]) => [slug, Role.options.indexOf(each) < least ? role : each]),
  );
}
