import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Mail } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Refusal, SignInFrame } from "./sign-in-frame.tsx";

/** Asks for a mail to set a new password. Says nothing of whether somebody has the address. */
export function ForgotPage() {
  const client = useClient();
  const [email, setEmail] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => client.call("askForPasswordReset", { body: { email: email.trim() } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <SignInFrame
      title={t`Forgot your password`}
      below={
        <Link to="/sign-in">
          <Trans>Back to signing in</Trans>
        </Link>
      }
    >
      {isSuccess ? (
        <p role="status" className="text-sm text-text-2">
          <Trans>
            If somebody here has the address <strong className="font-medium break-all text-text">{email.trim()}</strong>
            , a mail is on its way. Its link works once, for 30 minutes.
          </Trans>
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Refusal error={error} />
          <Field label={t`E-mail`}>
            {(control) => (
              <input
                {...control}
                type="email"
                name="email"
                autoComplete="username"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <Button type="submit" look="primary" icon={Mail} isBusy={isPending} disabled={!email.trim()}>
            <Trans>Send a mail</Trans>
          </Button>
        </form>
      )}
    </SignInFrame>
  );
}
