import type { ApiKey, ApiKeySecret } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, explain } from "../../ui/message.tsx";
import { Ago } from "../../ui/time.tsx";
import { PanelLine } from "../settings/panel.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { scopeWords } from "./scope-words.ts";

export interface KeyLineProps {
  apiKey: ApiKey;
  /** Whose it is, where that is not said above. */
  owner?: string;
  refresh: readonly string[];
  /** Absent: whoever looks may not. */
  rotate?: (overlapHours: number) => Promise<ApiKeySecret>;
  revoke?: () => Promise<unknown>;
}

/** A key: what it may do, until when, when it was used last. */
export function KeyLine({ apiKey, owner, refresh, rotate, revoke }: KeyLineProps) {
  const [isRotating, setRotating] = useState(false);
  const now = useNow();
  const revoking = useChange(refresh, async () => revoke?.());
  const { name, start, scopes, projects, expiresAt, lastUsedAt, formerUntil } = apiKey;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const isTwofold = formerUntil !== null && Date.parse(formerUntil) > now;
  return (
    <PanelLine
      name={
        <>
          {name} <code className="font-mono text-xs font-normal text-text-3">{start}…</code>
          {isOver && (
            <Badge>
              <Trans>Over</Trans>
            </Badge>
          )}
        </>
      }
      notes={
        <>
          {owner && `${owner} · `}
          {scopes.map((scope) => scopeWords[scope]).join(", ")} · {projects?.join(", ") ?? t`all projects`} ·{" "}
          {expiresAt
            ? isOver
              ? t`ended ${formatExact(expiresAt)}`
              : t`ends ${formatExact(expiresAt)}`
            : t`does not end by itself`}{" "}
          ·{" "}
          {lastUsedAt ? (
            <>
              <Trans>
                used <Ago instant={lastUsedAt} />
              </Trans>
            </>
          ) : (
            t`never used`
          )}
          {isTwofold && t` · the former secret is taken until ${formatExact(formerUntil)}`}
        </>
      }
    >
      {rotate && (
        <Button size="small" icon={RotateCw} onClick={() => setRotating(true)} aria-label={t`Rotate ${name}`}>
          <Trans>Rotate</Trans>
        </Button>
      )}
      {revoke && (
        <ConfirmButton
          size="small"
          label={t`Revoke`}
          confirmation={t`Revoke for good`}
          name={name}
          isBusy={revoking.isPending}
          onConfirm={revoking.mutate}
        />
      )}
      {isRotating && rotate && (
        <RotateDialog apiKey={apiKey} refresh={refresh} rotate={rotate} onClose={() => setRotating(false)} />
      )}
      {revoking.error && <Banner tone="failure">{explain(revoking.error).detail}</Banner>}
    </PanelLine>
  );
}
