import type { InvitationPreview, SignedIn } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, LogOut, UserPlus } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { accountQuery, invitationQuery, isUnauthorized, keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { formatExact } from "../../ui/format.ts";
import { TextField } from "../../ui/text-field.tsx";
import { roleWords } from "../people/role-words.ts";
import { PasswordForm } from "./password-form.tsx";
import { Busy, Refusal, SignInFrame } from "./sign-in-frame.tsx";
import { useLinkToken } from "./use-link-token.ts";

/** Where the link of an invitation leads: what it is to, and the way in. */
export function InvitationPage() {
  const token = useLinkToken("token");
  return (
    <SignInFrame
      title={t`Invitation`}
      below={t`An invitation is for one person. If it was not meant for you, leave it.`}
    >
      {token === null ? (
        <p className="text-sm text-text-2">
          <Trans>
            The link is not whole. Open it from the mail again, or ask who invited you to send it once more.
          </Trans>
        </p>
      ) : (
        <Invitation token={token} />
      )}
    </SignInFrame>
  );
}

function Invitation({ token }: { token: string }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const preview = useQuery(invitationQuery(client, token));
  const account = useQuery({ ...accountQuery(client), retry: false });
  const enter = async ({ session }: SignedIn) => {
    queryClient.clear();
    if (session) queryClient.setQueryData(keys.session, session);
    await navigate({ to: "/", replace: true });
  };
  const accept = useMutation({
    mutationFn: (person: { name: string; password: string } | null) =>
      client.call("acceptInvitation", { body: { token, ...person } }),
    onSuccess: enter,
  });
  const signOut = useMutation({
    mutationFn: () => client.call("signOut"),
    onSuccess: () => queryClient.resetQueries({ queryKey: keys.account }),
  });

  if (preview.error) return <Refusal error={preview.error} />;
  if (account.error && !isUnauthorized(account.error)) return <Refusal error={account.error} />;
  if (!preview.data || account.isPending)
    return (
      <Busy>
        <Trans>Reading the invitation…</Trans>
      </Busy>
    );
  const { email, hasAccount } = preview.data;
  const signedIn = account.data ?? null;
  return (
    <div className="flex flex-col gap-4">
      <Summary preview={preview.data} />
      {signedIn?.email === email ? (
        <>
          <Refusal error={accept.error} />
          <p className="text-sm text-text-2">
            <Trans>
              You are signed in as <strong className="font-medium break-all text-text">{email}</strong>.
            </Trans>
          </p>
          <Button look="primary" icon={Check} isBusy={accept.isPending} onClick={() => accept.mutate(null)}>
            <Trans>Accept</Trans>
          </Button>
        </>
      ) : signedIn ? (
        <>
          <p className="text-sm text-text-2">
            <Trans>
              It is for <strong className="font-medium break-all text-text">{email}</strong>, and you are signed in as{" "}
              <strong className="font-medium break-all text-text">{signedIn.email}</strong>.
            </Trans>
          </p>
          <Button icon={LogOut} isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
            <Trans>Sign out and go on</Trans>
          </Button>
        </>
      ) : hasAccount ? (
        <>
          <Refusal error={accept.error} />
          <p className="text-sm text-text-2">
            <Trans>
              Sign in to accept. Where you sign in by single sign-on, do that first and open this link again.
            </Trans>
          </p>
          <PasswordForm email={email} onSignedIn={() => accept.mutate(null)} />
        </>
      ) : (
        <NewPersonForm email={email} isBusy={accept.isPending} error={accept.error} onSubmit={accept.mutate} />
      )}
    </div>
  );
}

function Summary({ preview: { organization, role, invitedBy, expiresAt } }: { preview: InvitationPreview }) {
  return (
    <div className="text-sm text-text-2">
      <h2 className="text-base font-semibold text-text">
        <Trans>Join {organization.name}</Trans>
      </h2>
      <p className="mt-1">
        <Trans>
          Invited by {invitedBy}, as <strong className="font-medium text-text">{roleWords[role].label}</strong>: you may{" "}
          {roleWords[role].hint}
        </Trans>
      </p>
      <p className="mt-1 text-xs text-text-3">
        <Trans>It can be accepted until {formatExact(expiresAt)}.</Trans>
      </p>
    </div>
  );
}

interface NewPersonProps {
  email: string;
  isBusy: boolean;
  error: unknown;
  onSubmit: (person: { name: string; password: string }) => void;
}

function NewPersonForm({ email, isBusy, error, onSubmit }: NewPersonProps) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const objections = fieldErrors(error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit({ name: name.trim(), password });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal error={objections["name"] || objections["password"] ? null : error} />
      <TextField
        label={t`E-mail`}
        type="email"
        autoComplete="username"
        readOnly
        value={email}
        onChange={() => undefined}
      />
      <TextField label={t`Your name`} autoComplete="name" error={objections["name"]} value={name} onChange={setName} />
      <TextField
        label={t`Choose a password`}
        hint={t`At least 12 characters.`}
        type="password"
        autoComplete="new-password"
        error={objections["password"]}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" icon={UserPlus} isBusy={isBusy} disabled={!name.trim() || !password}>
        <Trans>Accept and sign in</Trans>
      </Button>
    </form>
  );
}
