import { toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Select } from "../../ui/select.tsx";
import { Field } from "../../ui/field.tsx";
import { TextField } from "../../ui/text-field.tsx";

export interface ProjectNameFieldProps {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** A project that is there, or the name of a new one, where one may make it. */
export function ProjectNameField({ value, error, onChange }: ProjectNameFieldProps) {
  const id = useId();
  const { data: projects = [] } = useQuery(projectsQuery(useClient()));
  const mayCreate = useMay("projects:create");
  if (!mayCreate) {
    return (
      <Field label={t`Project`} hint={t`Owners and admins make new ones.`} error={error}>
        {(control) => (
          <Select
            id={control.id}
            value={value || undefined}
            nothing={projects.length > 0 ? t`Choose one` : t`There is none for you yet`}
            choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
            onChange={(slug) => onChange(slug ?? "")}
          />
        )}
      </Field>
    );
  }
  const slug = toSlug(value);
  const isThere = projects.some((project) => project.slug === slug);
  return (
    <>
      <TextField
        label={t`Project`}
        hint={
          slug === ""
            ? t`What is tested, such as web-shop.`
            : isThere
              ? t`It is there already.`
              : t`A new one: ${slug}.`
        }
        list={id}
        autoComplete="off"
        spellCheck={false}
        placeholder="web-shop"
        error={error}
        value={value}
        onChange={onChange}
      />
      <datalist id={id}>
        {projects.map((project) => (
          <option key={project.id}>{project.slug}</option>
        ))}
      </datalist>
    </>
  );
}
