import { ApiError, type SignedIn } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Refusal } from "./sign-in-frame.tsx";

export interface CodeFormProps {
  challenge: string;
  onSignedIn: (signedIn: SignedIn) => unknown;
  /** The challenge is worth nothing any more. */
  onOver: () => void;
}

/** The second step of a sign-in: six digits are a code of the authenticator, anything else is a backup code. */
export function CodeForm({ challenge, onSignedIn, onOver }: CodeFormProps) {
  const client = useClient();
  const [text, setText] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: (given: string) =>
      client.call("signInSecondStep", {
        body: /^\d{6}$/.test(given) ? { challenge, code: given } : { challenge, backupCode: given },
      }),
    onSuccess: onSignedIn,
  });
  const isOver = error instanceof ApiError && error.problem.code === "sign_in_over";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(text.trim().replace(/^(\d{3}) (\d{3})$/, "$1$2"));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal error={error} />
      <Field label={t`Code`} hint={t`The six digits that your authenticator shows, or one of your backup codes.`}>
        {(control) => (
          <input
            {...control}
            name="code"
            autoComplete="one-time-code"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={`${inputLook} font-mono`}
          />
        )}
      </Field>
      {isOver ? (
        <Button onClick={onOver}>
          <Trans>Start again</Trans>
        </Button>
      ) : (
        <Button type="submit" look="primary" icon={ShieldCheck} isBusy={isPending} disabled={!text.trim()}>
          <Trans>Continue</Trans>
        </Button>
      )}
    </form>
  );
}
