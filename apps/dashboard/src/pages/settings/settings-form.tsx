import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode, SubmitEvent } from "react";
import { Button } from "../../ui/button.tsx";
import { FormError } from "../../ui/form-error.tsx";

export interface SettingsFormProps {
  /** Whoever may not sees it all, and why it cannot be changed. */
  mayChange: boolean;
  isSaving: boolean;
  /** Null: nothing is wrong. */
  error: unknown;
  onSave: () => void;
  action?: string;
  children: ReactNode;
}

/** What a panel of settings lets owners and admins change. */
export function SettingsForm(props: SettingsFormProps) {
  const { mayChange, isSaving, error, onSave, action = t`Save`, children } = props;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave();
  };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4 p-4">
        {error !== null && <FormError error={error} />}
        {children}
        <div className="flex items-center justify-end gap-3">
          {!mayChange && (
            <p className="text-xs text-text-3">
              <Trans>Only owners and admins change this.</Trans>
            </p>
          )}
          <Button type="submit" look="primary" isBusy={isSaving}>
            {action}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
