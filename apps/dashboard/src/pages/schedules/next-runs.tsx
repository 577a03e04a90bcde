import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useClient } from "../../data/client-context.ts";
import { schedulePreviewQuery } from "../../data/queries.ts";
import { explain } from "../../ui/message.tsx";

/** When an expression would run, in the words of its time zone; what is wrong with it, where it cannot. */
export function NextRuns({ cron, timeZone }: { cron: string; timeZone: string }) {
  const typed = useDeferredValue(`${cron.trim()}|${timeZone.trim()}`);
  const [wanted = "", zone = ""] = typed.split("|");
  const isWhole = wanted.split(/\s+/).length === 5 && zone !== "";
  const { data = [], error } = useQuery({
    ...schedulePreviewQuery(useClient(), wanted, zone),
    enabled: isWhole,
  });
  if (!isWhole) return null;
  if (error) return <p className="text-xs text-failed">{explain(error).detail}</p>;
  return (
    <div className="rounded-md bg-raised px-3 py-2 text-xs text-text-2">
      <p className="font-medium">
        <Trans>Next runs</Trans>
      </p>
      <ol aria-label={t`Next runs`} className="mt-1 font-mono tabular-nums">
        {data.map(({ at, local }) => (
          <li key={at}>{local}</li>
        ))}
      </ol>
    </div>
  );
}
