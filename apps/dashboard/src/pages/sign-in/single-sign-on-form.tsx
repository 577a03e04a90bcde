import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Refusal } from "./sign-in-frame.tsx";

/** Goes to the provider of whoever has the address's domain. */
export function SingleSignOnForm({ onBack }: { onBack: () => void }) {
  const client = useClient();
  const [email, setEmail] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => client.call("startSso", { body: { email: email.trim() } }),
    onSuccess: ({ url }) => location.assign(url),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal error={error} />
      <TextField
        label={t`E-mail at work`}
        hint={t`Its domain says where you sign in.`}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
      />
      <Button type="submit" look="primary" icon={Building2} isBusy={isPending || isSuccess} disabled={!email.trim()}>
        <Trans>Continue to your provider</Trans>
      </Button>
      <Button look="ghost" onClick={onBack}>
        <Trans>Sign in with a password</Trans>
      </Button>
    </form>
  );
}
