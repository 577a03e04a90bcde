import { ApiError, type SignedIn } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogIn, Mail } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CodeForm } from "./code-form.tsx";
import { Refusal } from "./sign-in-frame.tsx";

export interface PasswordFormProps {
  /** The only address that will do; absent: any. */
  email?: string;
  /** No code is asked for any more. */
  onSignedIn: (signedIn: SignedIn) => unknown;
}

/** Signs in by address and password, and by a code where one is asked for. */
export function PasswordForm({ email: only, onSignedIn }: PasswordFormProps) {
  const client = useClient();
  const [email, setEmail] = useState(only ?? "");
  const [password, setPassword] = useState("");
  const [challenge, setChallenge] = useState<string | null>(null);
  const go = (signedIn: SignedIn) => {
    setChallenge(signedIn.challenge);
    return signedIn.challenge === null ? onSignedIn(signedIn) : undefined;
  };
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client.call("signIn", { body: { email: email.trim(), password } }),
    onSuccess: go,
  });
  const again = useMutation({
    mutationFn: () => client.call("askForVerification", { body: { email: email.trim() } }),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate();
  };
  if (challenge) return <CodeForm challenge={challenge} onSignedIn={go} onOver={() => setChallenge(null)} />;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal error={error} />
      {error instanceof ApiError && error.problem.code === "email_not_verified" && (
        <Button icon={Mail} isBusy={again.isPending} disabled={again.isSuccess} onClick={() => again.mutate()}>
          {again.isSuccess ? t`A mail is on its way` : t`Send the mail again`}
        </Button>
      )}
      <TextField
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        readOnly={only !== undefined}
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={t`Password`}
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" icon={LogIn} isBusy={isPending} disabled={!email.trim() || !password}>
        <Trans>Sign in</Trans>
      </Button>
      <Link to="/sign-in/forgot" className="text-center text-sm link">
        <Trans>Forgot your password?</Trans>
      </Link>
    </form>
  );
}
