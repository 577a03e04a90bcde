import type { Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pause, Pencil, Play } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { withItem } from "../../data/reversible.ts";
import { useMay } from "../../data/use-may.ts";
import { useReversible } from "../../data/use-reversible.ts";
import { Button } from "../../ui/button.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, explain } from "../../ui/message.tsx";
import { Td } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";

export function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const client = useClient();
  const mayChange = useMay("schedules:change");
  const mayRun = useMay("runs:trigger");
  const navigate = useNavigate();
  const params = { project: schedule.project, schedule: schedule.slug };
  const run = useMutation({
    mutationFn: () => client.call("runSchedule", { params }),
    onSuccess: ({ id }) => navigate({ to: "/runs/$run", params: { run: id } }),
  });
  const setPaused = useReversible<boolean, Schedule[]>({
    held: keys.schedules,
    show: (schedules, paused) => withItem(schedules, schedule.id, { paused }),
    send: (paused) => client.call("changeSchedule", { params, body: { paused } }),
    said: (paused) => (paused ? t`Paused ${schedule.name}` : t`Resumed ${schedule.name}`),
  });
  const [isEditing, setIsEditing] = useState(false);
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
        {run.error && <Banner tone="failure">{explain(run.error).detail}</Banner>}
      </Td>
      <Td>
        <span className="font-mono text-xs">{schedule.cron}</span>
        <span className="block text-xs text-text-3">{schedule.timeZone}</span>
      </Td>
      <Td className="whitespace-nowrap">{schedule.paused ? t`Paused` : next ? formatExact(next) : t`Never`}</Td>
      <Td>
        <LastFiring schedule={schedule} />
      </Td>
      <Td>
        <span className="flex justify-end gap-2">
          {isEditing && <ScheduleDialog schedule={schedule} onClose={() => setIsEditing(false)} />}
          {mayChange && (
            <>
              <Button
                size="small"
                icon={Pencil}
                onClick={() => setIsEditing(true)}
                aria-label={t`Edit ${schedule.name}`}
              >
                <Trans>Edit</Trans>
              </Button>
              <Button
                size="small"
                icon={schedule.paused ? Play : Pause}
                onClick={() => setPaused(!schedule.paused, schedule.paused)}
                aria-label={schedule.paused ? t`Resume ${schedule.name}` : t`Pause ${schedule.name}`}
              >
                {schedule.paused ? t`Resume` : t`Pause`}
              </Button>
            </>
          )}
          {mayRun && (
            <Button size="small" icon={Play} onClick={() => run.mutate()} aria-label={t`Run now: ${schedule.name}`}>
              <Trans>Run now</Trans>
            </Button>
          )}
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
          <Trans>Run</Trans>
        </Link>
      ) : (
        <span className={problem ? "text-failed" : ""}>{lastFiring.detail ?? lastFiring.state}</span>
      )}{" "}
      <Ago instant={lastFiring.at} className="text-xs text-text-3" />
    </>
  );
}
