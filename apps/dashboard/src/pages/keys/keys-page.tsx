import type { ApiKey, ServiceAccount } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { apiKeysQuery, keys, serviceAccountsQuery } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel, PanelEmpty, PanelLine } from "../settings/panel.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyLine } from "./key-line.tsx";
import { ServiceAccountDialog } from "./service-account-dialog.tsx";

/** The keys of the organization, and the service accounts that some of them belong to. */
export function KeysPage() {
  const client = useClient();
  const allKeys = useQuery(apiKeysQuery(client));
  const allAccounts = useQuery(serviceAccountsQuery(client));
  const mayChange = useMay("keys:change");
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <PageTitle title={t`API keys`} />
      <PageHead title={t`API keys`} />
      {isAdding && <ServiceAccountDialog onClose={() => setAdding(false)} />}
      <Panel
        title={t`Service accounts`}
        note={t`What has to go on when somebody leaves belongs to one of them.`}
        actions={
          mayChange && (
            <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
              <Trans>New service account</Trans>
            </Button>
          )
        }
      >
        <Loaded read={allAccounts} isPart>
          {(accounts) =>
            accounts.length === 0 ? (
              <PanelEmpty>
                <Trans>There is none yet.</Trans>
              </PanelEmpty>
            ) : (
              <ul aria-label={t`Service accounts`}>
                {accounts.map((account) => (
                  <AccountLine key={account.id} account={account} mayChange={mayChange} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      <Panel title={t`Keys`} note={t`Of service accounts and of people. Those of your own are made under Account.`}>
        <Loaded read={allKeys} isPart>
          {(apiKeys) =>
            apiKeys.length === 0 ? (
              <PanelEmpty>
                <Trans>There is none yet.</Trans>
              </PanelEmpty>
            ) : (
              <ul aria-label={t`Keys`}>
                {apiKeys.map((apiKey) => (
                  <OrganizationKey key={apiKey.id} apiKey={apiKey} mayChange={mayChange} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function OrganizationKey({ apiKey, mayChange }: { apiKey: ApiKey; mayChange: boolean }) {
  const client = useClient();
  const { id, owner } = apiKey;
  const params = { key: id };
  const isOfService = owner?.kind === "serviceAccount";
  return (
    <KeyLine
      apiKey={apiKey}
      owner={owner?.name ?? t`the organization`}
      refresh={keys.apiKeys}
      {...(mayChange && { revoke: () => client.call("revokeApiKey", { params }) })}
      {...(mayChange &&
        isOfService && {
          rotate: (overlapHours: number) => client.call("rotateApiKey", { params, body: { overlapHours } }),
        })}
    />
  );
}

function AccountLine({ account, mayChange }: { account: ServiceAccount; mayChange: boolean }) {
  const client = useClient();
  const [isAdding, setAdding] = useState(false);
  const { slug, name, description, createdBy } = account;
  const params = { account: slug };
  const end = useChange(keys.apiKeys, () => client.call("deleteServiceAccount", { params }));
  const remove = useChange(keys.serviceAccounts, () => end.mutateAsync());
  return (
    <PanelLine
      name={
        <>
          {name} <code className="font-mono text-xs font-normal text-text-3">{slug}</code>
        </>
      }
      notes={[description, t`made by ${createdBy}`].filter(Boolean).join(" · ")}
    >
      {mayChange && (
        <>
          <Button size="small" icon={Plus} onClick={() => setAdding(true)} aria-label={t`New key of ${name}`}>
            <Trans>New key</Trans>
          </Button>
          <ConfirmButton
            size="small"
            label={t`Delete`}
            confirmation={t`Delete with its keys`}
            name={name}
            isBusy={remove.isPending}
            onConfirm={remove.mutate}
          />
        </>
      )}
      {isAdding && (
        <KeyDialog
          description={t`Belongs to ${name}`}
          refresh={keys.apiKeys}
          create={(body) => client.call("createApiKey", { params, body })}
          onClose={() => setAdding(false)}
        />
      )}
      {remove.error && <Banner tone="failure">{explain(remove.error).detail}</Banner>}
    </PanelLine>
  );
}
