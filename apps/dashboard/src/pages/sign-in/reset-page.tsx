import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Refusal, SignInFrame } from "./sign-in-frame.tsx";
import { useLinkToken } from "./use-link-token.ts";

/** Where the link of a mail leads that was asked for because a password was forgotten. */
export function ResetPage() {
  const client = useClient();
  const token = useLinkToken("token");
  const [password, setPassword] = useState("");
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => client.call("resetPassword", { body: { token: token ?? "", password } }),
  });
  const objections = fieldErrors(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <SignInFrame
      title={t`Set a new password`}
      below={
        <Link to="/sign-in">
          <Trans>Sign in</Trans>
        </Link>
      }
    >
      {isSuccess ? (
        <p role="status" className="text-sm text-text-2">
          <Trans>The password is set, and you are signed out everywhere. Sign in with it.</Trans>
        </p>
      ) : token === null ? (
        <p className="text-sm text-text-2">
          <Trans>
            The link is not whole. Open it from the mail again, or{" "}
            <Link to="/sign-in/forgot" className="link">
              ask for another
            </Link>
          </Trans>
          .
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Refusal error={objections["password"] ? null : error} />
          <Field label={t`New password`} hint={t`At least 12 characters.`} error={objections["password"]}>
            {(control) => (
              <input
                {...control}
                type="password"
                name="new-password"
                autoComplete="new-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          <Button type="submit" look="primary" icon={KeyRound} isBusy={isPending} disabled={!password}>
            <Trans>Set the password</Trans>
          </Button>
        </form>
      )}
    </SignInFrame>
  );
}
