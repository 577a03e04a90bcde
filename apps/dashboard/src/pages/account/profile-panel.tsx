import type { Account } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
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

/** Who one is. */
export function ProfilePanel({ account }: { account: Account }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const toaster = useToaster();
  const [name, setName] = useState(account.name);
  const save = useChange(
    keys.account,
    () => client.call("changeAccount", { body: { name: name.trim() } }),
    () => {
      void queryClient.invalidateQueries({ queryKey: keys.session });
      toaster.done(t`Saved`);
    },
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title={t`You`}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        {save.error && <FormError error={save.error} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t`Name`}
            autoComplete="name"
            error={fieldErrors(save.error)["name"]}
            value={name}
            onChange={setName}
          />
          <TextField label={t`E-mail`} readOnly value={account.email} onChange={() => undefined} />
        </div>
        <Button type="submit" look="primary" isBusy={save.isPending} className="self-end">
          <Trans>Save the name</Trans>
        </Button>
      </form>
    </Panel>
  );
}
