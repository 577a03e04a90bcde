import type { Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CalendarClock, Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { schedulesQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Loaded } from "../page-states.tsx";
import { ScheduleDialog } from "../schedules/schedule-dialog.tsx";
import { ScheduleTable } from "../schedules/schedule-table.tsx";

const route = getRouteApi("/app/projects/$project/schedules");

/** What of a project runs by itself. */
export function ProjectSchedulesPage() {
  const { project } = route.useParams();
  const read = useQuery(schedulesQuery(useClient()));
  const mayChange = useMay("schedules:change");
  const [isAdding, setAdding] = useState(false);
  const add = mayChange && (
    <Button look="primary" icon={Plus} onClick={() => setAdding(true)}>
      <Trans>New schedule</Trans>
    </Button>
  );
  const ofProject = (schedules: readonly Schedule[]) => schedules.filter((schedule) => schedule.project === project);
  return (
    <>
      <PageTitle title={t`Schedules of ${project}`} />
      {isAdding && <ScheduleDialog project={project} onClose={() => setAdding(false)} />}
      <Loaded read={{ ...read, data: read.data && ofProject(read.data) }}>
        {(schedules) =>
          schedules.length === 0 ? (
            <EmptyState icon={CalendarClock} title={t`Nothing of this project runs by itself`}>
              <p>
                <Trans>A schedule runs a suite at the times that you say: every night, every quarter of an hour.</Trans>
              </p>
              {add}
            </EmptyState>
          ) : (
            <>
              <div className="flex justify-end">{add}</div>
              <ScheduleTable schedules={schedules} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
