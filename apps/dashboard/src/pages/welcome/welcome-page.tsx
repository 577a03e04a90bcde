import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { LogOut, MailOpen } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { mayCreateOrganizationsQuery } from "../../data/manage-queries.ts";
import { accountQuery } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { OrganizationForm } from "../organization/organization-form.tsx";
import { useSignOut } from "../../data/use-sign-out.ts";
import { Busy, Refusal, SignInFrame } from "../sign-in/sign-in-frame.tsx";

/** For whoever is signed in and in no organization: the ways into one. */
export function WelcomePage() {
  const client = useClient();
  const { data: account, error, isPending } = useQuery(accountQuery(client));
  const { data: mayCreate } = useQuery(mayCreateOrganizationsQuery(client));
  return (
    <SignInFrame title={t`Welcome`} below={<SignOut />}>
      {isPending && (
        <Busy>
          <Trans>One moment…</Trans>
        </Busy>
      )}
      <Refusal error={error} />
      {account && (
        <div className="flex flex-col gap-4 text-sm">
          <div>
            <h2 className="text-base font-semibold">
              <Trans>Welcome, {account.name}</Trans>
            </h2>
            <p className="mt-1 text-text-2">
              <Trans>
                You are signed in as <span className="break-all text-text">{account.email}</span>, and in no
                organization yet.
              </Trans>
            </p>
          </div>
          <div className="flex items-start gap-3 rounded-lg border border-line bg-raised px-3 py-2.5">
            <MailOpen aria-hidden size={16} className="mt-0.5 shrink-0 text-text-3" />
            <p className="min-w-0 text-text-2">
              <Trans>
                Were you invited? Open the link of the mail, in this browser. Else ask an owner or admin for one, to
                this address.
              </Trans>
            </p>
          </div>
          {mayCreate && (
            <section aria-label={t`Your own organization`} className="-mx-5 -mb-5 border-t border-line">
              <h2 className="px-5 pt-4 text-base font-semibold">
                <Trans>Or make your own</Trans>
              </h2>
              <OrganizationForm action={t`Create it`} />
            </section>
          )}
        </div>
      )}
    </SignInFrame>
  );
}

function SignOut() {
  const signOut = useSignOut();
  return (
    <Button look="ghost" size="small" icon={LogOut} isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
      <Trans>Sign out</Trans>
    </Button>
  );
}
