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
  environments: readonly Environment[];
  value: string | undefined;
  error: string | undefined;
  onChange: (slug: string | undefined) => void;
}) {
  return (
    <Field label={t`Environment`} error={error}>
      {({ id }) => (
        <Select
          id={id}
          nothing={environments.length > 0 ? t`None` : t`The project has none`}
          value={value}
          choices={environments.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
