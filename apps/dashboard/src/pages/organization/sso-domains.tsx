import type { SsoDomain } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { Panel, PanelEmpty, PanelLine } from "../settings/panel.tsx";

/** Domains, and what has to stand in their DNS before people of theirs sign in. */
export function SsoDomains({ domains }: { domains: readonly SsoDomain[] }) {
  return (
    <Panel title={t`Domains`} note={t`Only people of verified ones sign in this way.`}>
      {domains.length === 0 ? (
        <PanelEmpty>
          <Trans>Name one above.</Trans>
        </PanelEmpty>
      ) : (
        <ul aria-label={t`Domains`}>
          {domains.map((domain) => (
            <DomainLine key={domain.domain} domain={domain} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DomainLine({ domain: { domain, isVerified, record } }: { domain: SsoDomain }) {
  const client = useClient();
  const verify = useChange(keys.sso, () => client.call("verifySsoDomain", { body: { domain } }));
  const said = verify.error && explain(verify.error);
  return (
    <PanelLine
      name={
        <>
          {domain} <Badge>{isVerified ? t`Verified` : t`Not verified`}</Badge>
        </>
      }
      notes={
        isVerified ? (
          t`Its people sign in by the provider.`
        ) : (
          <span className="inline-flex flex-wrap items-center gap-1.5">
            <Trans>
              Put into the DNS: {record.name} {record.type}
            </Trans>
            <code className="font-mono break-all text-text-2">{record.value}</code>
            <CopyButton text={record.value} label={t`Copy the record of ${domain}`} />
          </span>
        )
      }
    >
      {!isVerified && (
        <Button size="small" isBusy={verify.isPending} onClick={() => verify.mutate()} aria-label={t`Verify ${domain}`}>
          <Trans>Verify</Trans>
        </Button>
      )}
      {said && (
        <Banner tone="failure">
          {said.detail} {said.remedy}
        </Banner>
      )}
    </PanelLine>
  );
}
