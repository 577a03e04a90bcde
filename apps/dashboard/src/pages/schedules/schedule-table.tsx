import type { Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, Th } from "../../ui/table.tsx";
import { ScheduleRow } from "./schedule-row.tsx";

export function ScheduleTable({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <Table
      label={t`Schedules`}
      head={
        <>
          <Th>
            <Trans>Schedule</Trans>
          </Th>
          <Th>
            <Trans>When</Trans>
          </Th>
          <Th>
            <Trans>Next run</Trans>
          </Th>
          <Th>
            <Trans>Last time</Trans>
          </Th>
          <Th>
            <span className="sr-only">
              <Trans>What can be done</Trans>
            </span>
          </Th>
        </>
      }
    >
      {schedules.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} />
      ))}
    </Table>
  );
}
