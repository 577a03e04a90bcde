import { type ApiKeySecret, type NewApiKey, Scope } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { projectsQuery } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { CheckGroup } from "../../ui/check.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field } from "../../ui/field.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { scopeWords } from "./scope-words.ts";

const dayMs = 86_400_000;
const ends = [
  { value: "30", label: t`In 30 days` },
  { value: "90", label: t`In 90 days` },
  { value: "365", label: t`In a year` },
  { value: "never", label: t`Not by itself` },
] as const;

export interface KeyDialogProps {
  /** Whose it becomes. */
  description: string;
  refresh: readonly string[];
  create: (key: NewApiKey) => Promise<ApiKeySecret>;
  onClose: () => void;
}

/** Makes a key, and tells its secret once. */
export function KeyDialog({ description, refresh, create, onClose }: KeyDialogProps) {
  const { data: known = [] } = useQuery(projectsQuery(useClient()));
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [projects, setProjects] = useState<string[]>([]);
  const [end, setEnd] = useState<(typeof ends)[number]["value"]>("90");
  const [secret, setSecret] = useState<string | null>(null);
  const save = useChange(
    refresh,
    () =>
      create({
        name: name.trim(),
        scopes,
        projects: projects.length > 0 ? projects : null,
        expiresAt: end === "never" ? null : new Date(Date.now() + Number(end) * dayMs).toISOString(),
      }),
    (made) => setSecret(made.secret),
  );
  const errors = fieldErrors(save.error);
  return (
    <Dialog isOpen onClose={onClose} title={secret ? t`The key` : t`New key`} description={description}>
      {secret ? (
        <SecretOnce label={t`Secret of the key`} secret={secret} onDone={onClose} />
      ) : (
        <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate} action={t`Create`}>
          <TextField label={t`Name`} required placeholder="ci" error={errors["name"]} value={name} onChange={setName} />
          <CheckGroup
            legend={t`May`}
            error={errors["scopes"]}
            choices={Scope.options.map((value) => ({ value, label: scopeWords[value] }))}
            chosen={scopes}
            onChange={setScopes}
          />
          {known.length > 0 && (
            <CheckGroup
              legend={t`Projects`}
              hint={t`None chosen: all that its owner sees.`}
              error={errors["projects"]}
              choices={known.map(({ slug, name: label }) => ({ value: slug, label }))}
              chosen={projects}
              onChange={setProjects}
            />
          )}
          <Field label={t`Ends`} error={errors["expiresAt"]}>
            {({ id }) => <Select id={id} value={end} choices={ends} onChange={(chosen) => setEnd(chosen ?? "90")} />}
          </Field>
        </DialogForm>
      )}
    </Dialog>
  );
}
