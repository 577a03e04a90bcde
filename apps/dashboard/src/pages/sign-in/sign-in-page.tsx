import type { SignedIn } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { centerQuery } from "../../data/manage-queries.ts";
import { keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Banner } from "../../ui/message.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Busy, Refusal, SignInFrame } from "./sign-in-frame.tsx";
import { SingleSignOnForm } from "./single-sign-on-form.tsx";
import { useLinkToken } from "./use-link-token.ts";

/** Signs in by password, by single sign-on, or by the one-time link that the server prints. */
export function SignInPage() {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { from } = useSearch({ from: "/sign-in" });
  const code = useLinkToken("code");
  const isCodeUsed = useRef(false);
  const [isByProvider, setByProvider] = useState(false);
  const { data: center } = useQuery(centerQuery(client));

  const go = async ({ session }: SignedIn) => {
    if (!session) return navigate({ to: "/welcome", replace: true });
    queryClient.setQueryData(keys.session, session);
    return navigate({ href: from ?? "/", replace: true });
  };
  const { mutate, isPending, error } = useMutation({
    mutationFn: (given: string) => client.call("signIn", { body: { code: given } }),
    onSuccess: go,
  });

  useEffect(() => {
    if (!code || isCodeUsed.current) return;
    isCodeUsed.current = true;
    mutate(code);
  }, [code, mutate]);

  const below = (
    <div className="flex flex-col gap-2">
      {center?.signUp === "open" ? (
        <p>
          <Trans>
            No account?{" "}
            <Link to="/sign-up" className="link">
              Create one
            </Link>
          </Trans>
        </p>
      ) : (
        center && (
          <p>
            <Trans>No account? Somebody who has one has to invite you.</Trans>
          </p>
        )
      )}
      <p>
        <Trans>
          Started on this machine? <code className="font-mono">aac up</code> prints a link that signs you in once. API
          keys are for machines; they sign in nobody here.
        </Trans>
      </p>
    </div>
  );

  return (
    <SignInFrame title={t`Sign in`} below={below}>
      {isPending ? (
        <Busy>
          <Trans>Signing you in…</Trans>
        </Busy>
      ) : (
        <div className="flex flex-col gap-4">
          <ProviderRefusal />
          <Refusal error={error} />
          {isByProvider ? (
            <SingleSignOnForm onBack={() => setByProvider(false)} />
          ) : (
            <>
              <PasswordForm onSignedIn={go} />
              <div className="border-t border-line" />
              <Button icon={Building2} onClick={() => setByProvider(true)}>
                <Trans>Sign in with single sign-on</Trans>
              </Button>
            </>
          )}
        </div>
      )}
    </SignInFrame>
  );
}

/** What the way back from the provider says when it did not lead in. Whoever makes a link can say anything here: it stays short. */
function ProviderRefusal() {
  const problem = useLinkToken("problem");
  const detail = useLinkToken("detail");
  if (problem === null) return null;
  return (
    <Banner tone="failure">
      <span role="alert">
        <Trans>
          Single sign-on did not let you in. {detail?.slice(0, 300)} Try again; if it stays, ask an owner of your
          organization.
        </Trans>
      </span>
    </Banner>
  );
}
