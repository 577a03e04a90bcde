import type { Usage } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useClient } from "../../data/client-context.ts";
import { usageQuery } from "../../data/queries.ts";
import { formatBytes, formatCount, formatExact } from "../../ui/format.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";

/** What the organization uses of what it may. */
export function UsagePage() {
  const read = useQuery(usageQuery(useClient()));
  return (
    <>
      <PageTitle title={t`Usage`} />
      <PageHead title={t`Usage`} />
      <Loaded read={read}>
        {(usage) => (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              <Quota
                title={t`Runs this month`}
                quota={usage.runsPerMonth}
                note={t`Counted anew from ${formatExact(usage.periodEndsAt)}. At the limit new ones are refused.`}
              />
              <Quota
                title={t`Storage`}
                quota={usage.storageBytes}
                format={formatBytes}
                note={t`Artifacts and logs that are kept. At the limit artifacts that are no reports are left out.`}
              />
              <Quota title={t`People`} quota={usage.people} note={t`Who belongs to the organization.`} />
              <Quota title={t`Jobs that run now`} quota={usage.concurrentJobs} note={t`More than the limit wait.`} />
            </div>
            <p className="text-xs text-text-3">
              <Trans>Owners and admins get a mail at 80 % and at 100 %. The center's operator sets the limits.</Trans>
            </p>
          </>
        )}
      </Loaded>
    </>
  );
}

interface QuotaProps {
  title: string;
  quota: Usage["people"];
  note: string;
  format?: (amount: number) => string;
}

function Quota({ title, quota: { used, limit }, note, format = formatCount }: QuotaProps) {
  const share = limit === null ? 0 : limit === 0 ? 1 : Math.min(1, used / limit);
  return (
    <section aria-label={title} className="flex flex-col gap-2.5 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <h2 className="font-medium">{title}</h2>
        <span className="text-text-2 tabular-nums">
          {format(used)} {limit === null ? t`· no limit` : t`of ${format(limit)}`}
        </span>
      </div>
      {limit !== null && (
        <meter
          aria-label={t`${title}: share of the limit`}
          min={0}
          max={1}
          value={share}
          className={clsx("meter", share >= 0.8 && "meter-full")}
        />
      )}
      <p className="text-xs text-text-3">{note}</p>
    </section>
  );
}
