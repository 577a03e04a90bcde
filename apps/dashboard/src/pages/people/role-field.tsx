import { Role } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { roleWords } from "./role-words.ts";

/** A role, none higher than that of whoever gives it. */
export function RoleField({
  value,
  error,
  onChange,
}: {
  value: Role;
  error?: string | undefined;
  onChange: (role: Role) => void;
}) {
  const { data: session } = useQuery(sessionQuery(useClient()));
  const most = Role.options.indexOf(session?.role ?? "viewer");
  const choices = Role.options.slice(most).map((each) => ({ value: each, label: roleWords[each].label }));
  return (
    <Field label={t`Role`} hint={t`May ${roleWords[value].hint}`} error={error}>
      {({ id }) => <Select id={id} value={value} choices={choices} onChange={(chosen) => onChange(chosen ?? value)} />}
    </Field>
  );
}
