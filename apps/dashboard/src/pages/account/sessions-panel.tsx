import type { AccountSession } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { accountSessionsQuery, keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../ui/badge.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { Ago } from "../../ui/time.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel, PanelLine } from "../settings/panel.tsx";
import { describeBrowser } from "./describe-browser.ts";

/** Where one is signed in. */
export function SessionsPanel() {
  const client = useClient();
  const read = useQuery(accountSessionsQuery(client));
  const endOthers = useChange(keys.accountSessions, () => client.call("endOtherSessions"));
  return (
    <Panel
      title={t`Sessions`}
      note={t`Where you are signed in.`}
      actions={
        (read.data?.length ?? 0) > 1 && (
          <ConfirmButton
            size="small"
            label={t`Sign out everywhere else`}
            confirmation={t`End all other sessions`}
            isBusy={endOthers.isPending}
            onConfirm={endOthers.mutate}
          />
        )
      }
    >
      {endOthers.error && <Banner tone="failure">{explain(endOthers.error).detail}</Banner>}
      <Loaded read={read} isPart>
        {(sessions) => (
          <ul aria-label={t`Sessions`}>
            {sessions.map((session) => (
              <SessionLine key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function SessionLine({ session }: { session: AccountSession }) {
  const client = useClient();
  const { id, isCurrent, address, userAgent, lastSeenAt } = session;
  const end = useChange(keys.accountSessions, () => client.call("endSession", { params: { session: id } }));
  const name = describeBrowser(userAgent);
  return (
    <PanelLine
      name={
        <>
          <span title={userAgent}>{name}</span>{" "}
          {isCurrent && (
            <Badge>
              <Trans>This one</Trans>
            </Badge>
          )}
        </>
      }
      notes={
        <>
          <Trans>
            {address} · seen <Ago instant={lastSeenAt} />
          </Trans>
        </>
      }
    >
      {!isCurrent && (
        <ConfirmButton
          size="small"
          label={t`End`}
          confirmation={t`End the session`}
          name={name}
          isBusy={end.isPending}
          onConfirm={end.mutate}
        />
      )}
      {end.error && <Banner tone="failure">{explain(end.error).detail}</Banner>}
    </PanelLine>
  );
}
