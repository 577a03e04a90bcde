import { NewProject } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useSave } from "../../data/use-save.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { namedBody, NameFields } from "../name-fields.tsx";

/** Makes a project, and goes to it. */
export function ProjectDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const navigate = useNavigate();
  const [named, setNamed] = useState({ name: "", slug: "" });
  const [description, setDescription] = useState("");
  const { save, isSaving, error, objections } = useSave({
    schema: NewProject,
    send: (body) => client.call("createProject", { body }),
    refresh: [keys.projects],
    onSaved: (project) => navigate({ to: "/projects/$project", params: { project: project.slug } }),
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`New project`}
      description={t`A product under test, with its suites and people`}
    >
      <DialogForm
        error={error}
        isSaving={isSaving}
        onSave={() => save({ ...namedBody(named), description })}
        action={t`Create`}
      >
        <NameFields
          value={named}
          objections={objections}
          onChange={(part) => setNamed({ ...named, ...part })}
          examples={{ name: t`Web shop`, slug: "web-shop" }}
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
