import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys, ownKeysQuery } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel, PanelEmpty } from "../settings/panel.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyLine } from "./key-line.tsx";

/** The keys of whoever looks, in this organization. */
export function OwnKeys() {
  const client = useClient();
  const read = useQuery(ownKeysQuery(client));
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title={t`Your API keys`}
      note={t`For programs that act for you in this organization: never more than you may yourself.`}
      actions={
        <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
          <Trans>New key</Trans>
        </Button>
      }
    >
      {isAdding && (
        <KeyDialog
          description={t`Acts for you, in this organization`}
          refresh={keys.ownKeys}
          create={(body) => client.call("createOwnApiKey", { body })}
          onClose={() => setAdding(false)}
        />
      )}
      <Loaded read={read} isPart>
        {(own) =>
          own.length === 0 ? (
            <PanelEmpty>
              <Trans>You have none.</Trans>
            </PanelEmpty>
          ) : (
            <ul aria-label={t`Your API keys`}>
              {own.map((apiKey) => (
                <KeyLine
                  key={apiKey.id}
                  apiKey={apiKey}
                  refresh={keys.ownKeys}
                  rotate={(overlapHours) =>
                    client.call("rotateOwnApiKey", { params: { key: apiKey.id }, body: { overlapHours } })
                  }
                  revoke={() => client.call("revokeOwnApiKey", { params: { key: apiKey.id } })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
