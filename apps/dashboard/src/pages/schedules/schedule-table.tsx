import type { Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Table } from "../../ui/table.tsx";
import { ScheduleRow } from "./schedule-row.tsx";

export function ScheduleTable({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <Table label={t`Schedules`} columns={[t`Schedule`, t`When`, t`Next run`, t`Last time`]} hasActions>
      {schedules.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} />
      ))}
    </Table>
  );
}
