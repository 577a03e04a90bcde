import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarClock, Plus, Sparkles } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, schedulesQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
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
                <Trans>A schedule runs a suite at the times that you say: every night, every quarter of an hour.</Trans>
              </p>
              {mayAdd && <FirstSchedule onAdd={() => setIsAdding(true)} />}
              <p>
                <Trans>Or from a shell:</Trans>
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

/** Makes the first one; where there is no project yet, the way to a suite that it could run. */
function FirstSchedule({ onAdd }: { onAdd: () => void }) {
  const { data: projects } = useQuery(projectsQuery(useClient()));
  if (projects?.length === 0) {
    return (
      <ButtonLink look="primary">
        <Link to="/new">
          <Sparkles aria-hidden size={15} /> <Trans>Guide me to a suite first</Trans>
        </Link>
      </ButtonLink>
    );
  }
  return (
    <Button look="primary" icon={Plus} onClick={onAdd}>
      <Trans>Make the first schedule</Trans>
    </Button>
  );
}
