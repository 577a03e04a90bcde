import type { Schedule } from "@aac/contract";
import { Table, Th } from "../../ui/table.tsx";
import { ScheduleRow } from "./schedule-row.tsx";

export function ScheduleTable({ schedules }: { schedules: readonly Schedule[] }) {
  return (
    <Table
      label="Schedules"
      head={
        <>
          <Th>Schedule</Th>
          <Th>When</Th>
          <Th>Next run</Th>
          <Th>Last time</Th>
          <Th>
            <span className="sr-only">What can be done</span>
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
