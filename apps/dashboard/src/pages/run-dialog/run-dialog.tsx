import type { Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Dialog } from "../../ui/dialog.tsx";
import { RunForm } from "./run-form.tsx";
import { SuitePicker } from "./suite-picker.tsx";
import { useState } from "react";

export interface RunDialogProps {
  onClose: () => void;
  /** Which suite to run; absent: it is asked for first. */
  suite?: Suite;
}

/** Triggers a run and goes to it. */
export function RunDialog({ onClose, suite }: RunDialogProps) {
  const [picked, setPicked] = useState<Suite | null>(null);
  const chosen = suite ?? picked;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={chosen ? t`Run ${chosen.name}` : t`Run a suite`}
      description={chosen ? t`Of the project ${chosen.project}` : t`Which suite should run?`}
    >
      {chosen ? (
        <RunForm suite={chosen} {...(suite ? {} : { onBack: () => setPicked(null) })} />
      ) : (
        <SuitePicker onPick={setPicked} />
      )}
    </Dialog>
  );
}
