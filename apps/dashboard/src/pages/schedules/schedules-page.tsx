import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { schedulesQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { EmptyState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { ScheduleTable } from "./schedule-table.tsx";

/** When what runs by itself. */
export function SchedulesPage() {
  const read = useQuery(schedulesQuery(useClient()));
  const mayAdd = useMay("schedules:change");
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title={t`Schedules`} />
      <PageHead title={t`Schedules`}>
        {mayAdd && (
          <Button look="primary" icon={Plus} onClick={() => setIsAdding(true)}>
            <Trans>New schedule</Trans>
          </Button>
        )}
      </PageHead>
      {isAdding && <ScheduleDialog onClose={() => setIsAdding(false)} />}
      <Loaded read={read}>
        {(schedules) =>
          schedules.length === 0 ? (
            <EmptyState icon={CalendarClock} title={t`No schedules yet`}>
              <p>
                <Trans>A schedule runs a suite by itself:</Trans>
              </p>
              <Command>
                {"aac schedules add shop/nightly --suite e2e --cron '30 2 * * *' --time-zone Europe/Berlin"}
              </Command>
            </EmptyState>
          ) : (
            <ScheduleTable schedules={schedules} />
          )
        }
      </Loaded>
    </div>
  );
}
