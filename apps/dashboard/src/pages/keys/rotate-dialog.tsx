import type { ApiKey, ApiKeySecret } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { fieldErrors } from "../../data/field-errors.ts";
import { useChange } from "../../data/use-change.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { TextField } from "../../ui/text-field.tsx";

export interface RotateDialogProps {
  apiKey: ApiKey;
  refresh: readonly string[];
  rotate: (overlapHours: number) => Promise<ApiKeySecret>;
  onClose: () => void;
}

/** Gives a key another secret, and tells it once. */
export function RotateDialog({ apiKey, refresh, rotate, onClose }: RotateDialogProps) {
  const [hours, setHours] = useState("24");
  const [secret, setSecret] = useState<string | null>(null);
  const save = useChange(
    refresh,
    () => rotate(Number(hours)),
    (made) => setSecret(made.secret),
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={secret ? t`The new secret` : t`Rotate ${apiKey.name}`}
      description={t`The key that begins with ${apiKey.start}`}
    >
      {secret ? (
        <SecretOnce label={t`Secret of the key`} secret={secret} onDone={onClose} />
      ) : (
        <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate} action={t`Rotate`}>
          <TextField
            label={t`Hours that the former secret is still taken`}
            hint={t`0 ends it at once; 168 at most.`}
            type="number"
            min={0}
            max={168}
            error={fieldErrors(save.error)["overlapHours"]}
            value={hours}
            onChange={setHours}
          />
        </DialogForm>
      )}
    </Dialog>
  );
}
