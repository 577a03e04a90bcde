import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CloudOff, RefreshCw, WifiOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useContact, useContactKeeper } from "../../data/contact-context.ts";
import { outdatedQuery } from "../../data/outdated-page.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatElapsed } from "../../ui/format.ts";

/** What is over sooner nobody needs to hear of. */
const graceMs = 1_000;

/** One quiet line above all pages while what they show may be old, and why; or that there is a newer dashboard. */
export function ConnectionBar() {
  const { reason, since } = useContact();
  const news = useRunNews();
  const { data: isOutdated } = useQuery(outdatedQuery);
  return (
    <div role="status">
      {reason !== null && since !== null ? (
        <LostContact reason={reason} since={since} />
      ) : news === "lost" ? (
        <Bar icon={WifiOff}>
          <Trans>Live updates are interrupted; what you see may be out of date. Reconnecting…</Trans>
        </Bar>
      ) : isOutdated ? (
        <NewVersion />
      ) : null}
    </div>
  );
}

function LostContact({ reason, since }: { reason: "offline" | "unreachable"; since: number }) {
  const keeper = useContactKeeper();
  const lastsMs = useNow() - since;
  if (lastsMs < graceMs && reason === "unreachable") return null;
  return (
    <Bar
      icon={reason === "offline" ? WifiOff : CloudOff}
      action={
        <Button size="small" look="ghost" onClick={() => keeper.tryNow()}>
          <Trans>Try now</Trans>
        </Button>
      }
    >
      <Trans>
        {reason === "offline" ? t`You are offline.` : t`The server does not answer.`} Live updates are interrupted; what
        you see may be out of date. {/* Not said again each second. */}
      </Trans>
      <span role="timer" aria-live="off" className="whitespace-nowrap tabular-nums">
        <Trans>For {formatElapsed(lastsMs)}.</Trans>
      </span>
    </Bar>
  );
}

function NewVersion() {
  const [isPutOff, setPutOff] = useState(false);
  if (isPutOff) return null;
  return (
    <Bar
      icon={RefreshCw}
      action={
        <>
          <Button size="small" onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </Button>
          <Button size="small" look="ghost" onClick={() => setPutOff(true)}>
            <Trans>Later</Trans>
          </Button>
        </>
      }
    >
      <Trans>The dashboard was updated since you opened this page.</Trans>
    </Bar>
  );
}

function Bar({ icon: Icon, action, children }: { icon: typeof WifiOff; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-timed-out/25 bg-timed-out-soft px-4 py-1.5 text-sm text-timed-out sm:px-6">
      <Icon aria-hidden size={15} className="shrink-0" />
      <p className="min-w-0 flex-1">{children}</p>
      {action && <div className="flex items-center gap-1">{action}</div>}
    </div>
  );
}
