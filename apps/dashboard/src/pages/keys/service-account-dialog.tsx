import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { namedBody, NameFields } from "../name-fields.tsx";

/** Makes somebody who is no person, and owns keys. */
export function ServiceAccountDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [named, setNamed] = useState({ name: "", slug: "" });
  const [description, setDescription] = useState("");
  const save = useChange(
    keys.serviceAccounts,
    () => client.call("createServiceAccount", { body: { ...namedBody(named), description } }),
    onClose,
  );
  const errors = fieldErrors(save.error);
  return (
    <Dialog isOpen onClose={onClose} title={t`New service account`} description={t`Its keys outlive whoever made them`}>
      <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate} action={t`Create`}>
        <div className="grid gap-4 sm:grid-cols-2">
          <NameFields
            value={named}
            objections={errors}
            onChange={(part) => setNamed({ ...named, ...part })}
            examples={{ name: t`Deploy pipeline`, slug: "pipeline" }}
          />
        </div>
        <TextField label={t`Description`} error={errors["description"]} value={description} onChange={setDescription} />
      </DialogForm>
    </Dialog>
  );
}
