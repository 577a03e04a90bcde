import type { Account } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Panel } from "../settings/panel.tsx";

export function PasswordPanel({ account }: { account: Account }) {
  return (
    <Panel title={t`Password`} note={t`Changing it signs you out everywhere else.`}>
      {account.hasPassword ? (
        <PasswordChange />
      ) : (
        <p className="p-4 text-sm text-text-2">
          <Trans>
            You have none: a provider or a printed link signs you in. To set one, sign out and choose “Forgot your
            password?”, where this center sends mail.
          </Trans>
        </p>
      )}
    </Panel>
  );
}

function PasswordChange() {
  const client = useClient();
  const toaster = useToaster();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const save = useChange(
    keys.account,
    () => client.call("changePassword", { body: { currentPassword, newPassword } }),
    () => {
      setCurrent("");
      setNew("");
      toaster.done(t`The password is changed`);
    },
  );
  const errors = fieldErrors(save.error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      {save.error && <FormError error={save.error} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t`Current password`}
          type="password"
          autoComplete="current-password"
          error={errors["currentPassword"]}
          value={currentPassword}
          onChange={setCurrent}
        />
        <TextField
          label={t`New password`}
          hint={t`At least 12 characters.`}
          type="password"
          autoComplete="new-password"
          error={errors["newPassword"]}
          value={newPassword}
          onChange={setNew}
        />
      </div>
      <Button
        type="submit"
        look="primary"
        isBusy={save.isPending}
        disabled={!currentPassword || !newPassword}
        className="self-end"
      >
        <Trans>Change the password</Trans>
      </Button>
    </form>
  );
}
