import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { keys, ssoQuery } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel } from "../settings/panel.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { SsoDomains } from "./sso-domains.tsx";

/** Sign-in by the organization's own provider. */
export function SingleSignOnPage() {
  const client = useClient();
  const toaster = useToaster();
  const read = useQuery(ssoQuery(client));
  const remove = useChange(
    keys.sso,
    () => client.call("deleteSso"),
    () => toaster.done(t`Single sign-on is ended`),
  );
  return (
    <>
      <PageTitle title={t`Single sign-on`} />
      <PageHead title={t`Single sign-on`}>
        {read.data?.settings && (
          <ConfirmButton
            label={t`End single sign-on`}
            confirmation={t`End it, with its sessions`}
            isBusy={remove.isPending}
            onConfirm={remove.mutate}
          />
        )}
      </PageHead>
      {remove.error && <Banner tone="failure">{explain(remove.error).detail}</Banner>}
      <Loaded read={read}>
        {(sso) => (
          <>
            <Panel title={t`At the provider`} note={t`Any that speaks OpenID Connect.`}>
              <div className="p-4 text-sm text-text-2">
                <p>
                  <Trans>Create a client there (web application, authorization code) with this redirect URI:</Trans>
                </p>
                <p className="mt-2 flex items-center gap-2 rounded-md border border-line bg-raised px-3 py-2">
                  <code aria-label={t`Redirect URI`} className="min-w-0 flex-1 font-mono text-xs break-all text-text">
                    {sso.redirectUri}
                  </code>
                  <CopyButton text={sso.redirectUri} label={t`Copy the redirect URI`} />
                </p>
              </div>
            </Panel>
            <ProviderForm key={sso.settings ? "set" : "new"} settings={sso.settings} />
            {sso.settings && <SsoDomains domains={sso.settings.domains} />}
          </>
        )}
      </Loaded>
    </>
  );
}
