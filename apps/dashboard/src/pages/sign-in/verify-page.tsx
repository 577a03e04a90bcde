import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useClient } from "../../data/client-context.ts";
import { Busy, Refusal, SignInFrame } from "./sign-in-frame.tsx";
import { useLinkToken } from "./use-link-token.ts";

/** Where the link of a mail leads that asks to confirm an address. */
export function VerifyPage() {
  const client = useClient();
  const token = useLinkToken("token");
  const isUsed = useRef(false);
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: (given: string) => client.call("verifyEmail", { body: { token: given } }),
  });
  useEffect(() => {
    if (token === null || isUsed.current) return;
    isUsed.current = true;
    mutate(token);
  }, [token, mutate]);

  return (
    <SignInFrame
      title={t`Confirm your address`}
      below={
        <Link to="/sign-in">
          <Trans>Sign in</Trans>
        </Link>
      }
    >
      {isSuccess ? (
        <p role="status" className="text-sm text-text-2">
          <Trans>Your address is confirmed. You can sign in now.</Trans>
        </p>
      ) : token === null ? (
        <p className="text-sm text-text-2">
          <Trans>The link is not whole. Open it from the mail again.</Trans>
        </p>
      ) : error ? (
        <Refusal error={error} />
      ) : (
        <Busy>
          <Trans>Confirming your address…</Trans>
        </Busy>
      )}
    </SignInFrame>
  );
}
