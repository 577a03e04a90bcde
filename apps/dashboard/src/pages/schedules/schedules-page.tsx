import type { Schedule } from "@aac/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CalendarClock, Pause, Play } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { keys, schedulesQuery } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, EmptyState, explain } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { PageHead } from "../page-head.tsx";

/** When what runs by itself. */
export function SchedulesPage() {
  const { data: schedules = [] } = useQuery(schedulesQuery(useClient()));
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title="Schedules" />
      <PageHead title="Schedules" />
      {schedules.length === 0 ? (
        <EmptyState icon={CalendarClock} title="No schedules yet">
          <p>A schedule runs a suite by itself:</p>
          <Command>
            {"aac schedules add shop/nightly --suite e2e --cron '30 2 * * *' --time-zone Europe/Berlin"}
          </Command>
        </EmptyState>
      ) : (
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
      )}
    </div>
  );
}

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const params = { project: schedule.project, schedule: schedule.slug };
  const run = useMutation({
    mutationFn: () => client.call("runSchedule", { params }),
    onSuccess: ({ id }) => navigate({ to: "/runs/$run", params: { run: id } }),
  });
  const pause = useMutation({
    mutationFn: () => client.call("changeSchedule", { params, body: { paused: !schedule.paused } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.schedules }),
  });
  const error: unknown = run.error ?? pause.error;
  const [next] = schedule.nextRuns;
  return (
    <tr>
      <Td>
        <span className="font-medium">{schedule.name}</span>
        <span className="block text-xs text-text-3">
          <Link to="/projects/$project" params={{ project: schedule.project }} className="hover:underline">
            {schedule.project}
          </Link>
          /{schedule.suite}
        </span>
        {error !== null && <Banner tone="failure">{explain(error).detail}</Banner>}
      </Td>
      <Td>
        <span className="font-mono text-xs">{schedule.cron}</span>
        <span className="block text-xs text-text-3">{schedule.timeZone}</span>
      </Td>
      <Td className="whitespace-nowrap">{schedule.paused ? "Paused" : next ? formatExact(next) : "Never"}</Td>
      <Td>
        <LastFiring schedule={schedule} />
      </Td>
      <Td>
        <span className="flex justify-end gap-2">
          <Button
            size="small"
            icon={schedule.paused ? Play : Pause}
            onClick={() => pause.mutate()}
            aria-label={`${schedule.paused ? "Resume" : "Pause"} ${schedule.name}`}
          >
            {schedule.paused ? "Resume" : "Pause"}
          </Button>
          <Button size="small" icon={Play} onClick={() => run.mutate()} aria-label={`Run ${schedule.name} now`}>
            Run now
          </Button>
        </span>
      </Td>
    </tr>
  );
}

function LastFiring({ schedule: { lastFiring, problem } }: { schedule: Schedule }) {
  if (!lastFiring) return <span className="text-text-3">–</span>;
  return (
    <>
      {lastFiring.run ? (
        <Link to="/runs/$run" params={{ run: lastFiring.run }} className="hover:underline">
          Run
        </Link>
      ) : (
        <span className={problem ? "text-failed" : ""}>{lastFiring.detail ?? lastFiring.state}</span>
      )}{" "}
      <Ago instant={lastFiring.at} className="text-xs text-text-3" />
    </>
  );
}
