import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode, SubmitEvent } from "react";
import { Button } from "./button.tsx";
import { ConfirmButton } from "./confirm-button.tsx";
import { FormError } from "./form-error.tsx";

export interface DialogFormProps {
  error: unknown;
  isSaving: boolean;
  onSave: () => void;
  /** Absent: there is nothing to remove yet. What can be undone is not asked about. */
  removal?: { isBusy: boolean; canBeUndone?: boolean; onRemove: () => void };
  /** What the button says; absent: "Save". */
  action?: string;
  children: ReactNode;
}

/** A form in a dialog: what went wrong above its fields, what can be done below them. */
export function DialogForm({ error, isSaving, onSave, removal, action = t`Save`, children }: DialogFormProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave();
  };
  return (
    <form onSubmit={submit} className="flex min-h-0 flex-col">
      <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4">
        {error !== null && <FormError error={error} />}
        {children}
      </div>
      <div className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
        {removal?.canBeUndone ? (
          <Button look="danger" onClick={removal.onRemove} className="mr-auto">
            <Trans>Remove</Trans>
          </Button>
        ) : removal ? (
          <ConfirmButton
            label={t`Remove`}
            confirmation={t`Remove for good`}
            isBusy={removal.isBusy}
            onConfirm={removal.onRemove}
            className="mr-auto"
          />
        ) : null}
        <Button type="submit" look="primary" isBusy={isSaving}>
          {action}
        </Button>
      </div>
    </form>
  );
}
