import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { centerQuery } from "../../data/manage-queries.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Loaded } from "../page-states.tsx";
import { Refusal, SignInFrame } from "./sign-in-frame.tsx";

/** For centers that are open to everybody; others say so. */
export function SignUpPage() {
  const client = useClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const read = useQuery(centerQuery(client));
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => client.call("signUp", { body: { name: name.trim(), email: email.trim(), password } }),
  });
  const objections = fieldErrors(error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate();
  };
  return (
    <SignInFrame
      title={t`Sign up`}
      below={
        <Link to="/sign-in">
          <Trans>Back to signing in</Trans>
        </Link>
      }
    >
      <Loaded read={read} isPart>
        {(center) =>
          center.signUp === "invited" ? (
            <p className="text-sm text-text-2">
              <Trans>
                This center is for whom somebody has invited. Ask an owner or admin for an invitation; its link lets you
                choose a password.
              </Trans>
            </p>
          ) : isSuccess ? (
            <p role="status" className="text-sm text-text-2">
              <Trans>
                A mail to <strong className="font-medium break-all text-text">{email.trim()}</strong> is on its way. Its
                link confirms the address; then you can sign in.
              </Trans>
            </p>
          ) : (
            <form onSubmit={submit} className="flex flex-col gap-4">
              <Refusal error={Object.keys(objections).length > 0 ? null : error} />
              <TextField
                label={t`Name`}
                autoComplete="name"
                error={objections["name"]}
                value={name}
                onChange={setName}
              />
              <TextField
                label={t`E-mail`}
                type="email"
                autoComplete="username"
                error={objections["email"]}
                value={email}
                onChange={setEmail}
              />
              <TextField
                label={t`Password`}
                hint={t`At least 12 characters.`}
                type="password"
                autoComplete="new-password"
                error={objections["password"]}
                value={password}
                onChange={setPassword}
              />
              <Button
                type="submit"
                look="primary"
                icon={UserPlus}
                isBusy={isPending}
                disabled={!name.trim() || !email.trim() || !password}
              >
                <Trans>Sign up</Trans>
              </Button>
            </form>
          )
        }
      </Loaded>
    </SignInFrame>
  );
}
