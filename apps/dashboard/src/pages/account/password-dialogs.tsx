import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { BackupCodes } from "./backup-codes.tsx";

/** Makes new backup codes, and tells them once. */
export function BackupCodesDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const save = useChange(
    keys.account,
    () => client.call("newBackupCodes", { body: { password } }),
    (made) => setCodes(made.backupCodes),
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`New backup codes`}
      description={codes ? t`Each works once in place of a code` : t`Those before are worth nothing from then on`}
    >
      {codes ? (
        <BackupCodes codes={codes} onDone={onClose} />
      ) : (
        <PasswordAsked {...{ save, password, setPassword }} action={t`Make new codes`} />
      )}
    </Dialog>
  );
}

/** Signing in by password alone will do again. */
export function EndTwoFactorDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toaster = useToaster();
  const [password, setPassword] = useState("");
  const save = useChange(
    keys.account,
    () => client.call("endTwoFactor", { body: { password } }),
    () => {
      toaster.done(t`Two-factor sign-in is off`);
      onClose();
    },
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Turn two-factor sign-in off`}
      description={t`The password alone will do then`}
    >
      <PasswordAsked {...{ save, password, setPassword }} action={t`Turn it off`} />
    </Dialog>
  );
}

interface AskedProps {
  save: { error: unknown; isPending: boolean; mutate: () => void };
  password: string;
  setPassword: (password: string) => void;
  action: string;
}

function PasswordAsked({ save, password, setPassword, action }: AskedProps) {
  return (
    <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate} action={action}>
      <TextField
        label={t`Password`}
        type="password"
        required
        autoComplete="current-password"
        error={fieldErrors(save.error)["password"]}
        value={password}
        onChange={setPassword}
      />
    </DialogForm>
  );
}
