import { NewProject, toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useSave } from "../../data/use-save.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Makes a project, and goes to it. */
export function ProjectDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const [description, setDescription] = useState("");
  const { save, isSaving, error, objections } = useSave({
    schema: NewProject,
    send: (body) => client.call("createProject", { body }),
    refresh: [keys.projects],
    onSaved: (project) => navigate({ to: "/projects/$project", params: { project: project.slug } }),
  });
  const submit = () =>
    save({ slug: slug.trim() || toSlug(name), ...(name.trim() ? { name: name.trim() } : {}), description });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`New project`}
      description={t`A product under test, with its suites and people`}
    >
      <DialogForm error={error} isSaving={isSaving} onSave={submit} action={t`Create`}>
        <TextField
          label={t`Name`}
          placeholder={t`Web shop`}
          autoComplete="off"
          error={objections["name"]}
          value={name}
          onChange={setName}
        />
        <TextField
          label={t`Slug`}
          hint={t`In addresses and commands. It stays as it is.`}
          isMono
          autoComplete="off"
          spellCheck={false}
          placeholder={toSlug(name) || "web-shop"}
          error={objections["slug"]}
          value={slug}
          onChange={setSlug}
        />
        <TextField
          label={t`Description`}
          autoComplete="off"
          error={objections["description"]}
          value={description}
          onChange={setDescription}
        />
      </DialogForm>
    </Dialog>
  );
}
