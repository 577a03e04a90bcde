import type { Schedule, Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { SuitePicker } from "../run-dialog/suite-picker.tsx";
import { ScheduleForm } from "./schedule-form.tsx";

interface Props {
  schedule?: Schedule;
  /** Whose suites can be chosen; absent: all. */
  project?: string;
  onClose: () => void;
}

/** Makes a schedule of a suite that is asked for first; or changes one. */
export function ScheduleDialog({ schedule, project, onClose }: Props) {
  const [suite, setSuite] = useState<Suite | null>(null);
  const target = schedule
    ? { project: schedule.project, suite: schedule.suite }
    : suite && { project: suite.project, suite: suite.slug };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={schedule ? t`Edit ${schedule.name}` : t`New schedule`}
      description={target ? t`Runs ${target.project}/${target.suite} by itself` : t`Which suite should run by itself?`}
    >
      {target ? (
        <ScheduleForm target={target} onDone={onClose} {...(schedule ? { schedule } : {})} />
      ) : (
        <SuitePicker onPick={setSuite} {...(project === undefined ? {} : { project })} />
      )}
    </Dialog>
  );
}
