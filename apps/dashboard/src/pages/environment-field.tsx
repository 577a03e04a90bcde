import type { Environment } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";

/** Chooses one of a project's environments, or none. */
export function EnvironmentField({
  environments,
  value,
  error,
  onChange,
}: {
  /** Undefined: not read yet. */
  environments: readonly Environment[] | undefined;
  value: string | undefined;
  error: string | undefined;
  onChange: (slug: string | undefined) => void;
}) {
  return (
    <Field label={t`Environment`} error={error}>
      {({ id }) => (
        <Select
          id={id}
          nothing={environments?.length === 0 ? t`The project has none` : t`None`}
          value={value}
          choices={(environments ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
