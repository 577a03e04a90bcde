import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Panel } from "./panel.tsx";

export interface DeletePanelProps {
  title: string;
  /** What is lost. */
  note: ReactNode;
  /** The dialog in which it is deleted. */
  children: (onClose: () => void) => ReactNode;
}

/** The end of something that holds much: it is asked for here, and confirmed in a dialog. */
export function DeletePanel({ title, note, children }: DeletePanelProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title={title}>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-text-2">{note}</p>
        <Button look="danger" onClick={() => setAsking(true)}>
          <Trans>Delete…</Trans>
        </Button>
      </div>
      {isAsking && children(() => setAsking(false))}
    </Panel>
  );
}

export interface DeleteDialogProps {
  name: string;
  /** What has to be typed. */
  slug: string;
  description: string;
  removal: { isPending: boolean; error: unknown; mutate: () => void };
  onClose: () => void;
  /** What goes with it. */
  children: ReactNode;
}

/** Says what goes, and wants its slug: nothing brings it back. */
export function DeleteDialog({ name, slug, description, removal, onClose, children }: DeleteDialogProps) {
  const [typed, setTyped] = useState("");
  return (
    <Dialog isOpen onClose={onClose} title={t`Delete ${name}`} description={description}>
      <DialogForm
        error={removal.error}
        isSaving={removal.isPending}
        onSave={() => typed.trim() === slug && removal.mutate()}
        action={t`Delete for good`}
      >
        {children}
        <TextField
          label={t`Type ${slug} to confirm`}
          isMono
          required
          autoComplete="off"
          spellCheck={false}
          error={typed !== "" && !slug.startsWith(typed.trim()) ? t`Its slug is ${slug}.` : undefined}
          value={typed}
          onChange={setTyped}
        />
      </DialogForm>
    </Dialog>
  );
}
