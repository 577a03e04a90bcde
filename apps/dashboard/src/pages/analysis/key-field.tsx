import { t } from "@lingui/core/macro";
import { Undo2, X } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";

interface Props {
  hasKey: boolean;
  /** What is typed; empty: stays as it is; null: is to be removed. */
  value: string | null;
  error: string | undefined;
  onChange: (value: string | null) => void;
}

/** A key that is written and never read. */
export function KeyField({ hasKey, value, error, onChange }: Props) {
  const isRemoved = value === null;
  const hint = isRemoved
    ? t`It is removed when you save.`
    : hasKey
      ? t`One is set, and never shown. Type another to replace it.`
      : t`The organization's own. Empty: the center's, where it has one.`;
  return (
    <Field label={t`API key`} hint={hint} error={error}>
      {(control) => (
        <span className="flex items-center gap-1">
          <input
            {...control}
            type="password"
            autoComplete="new-password"
            spellCheck={false}
            disabled={isRemoved}
            placeholder={hasKey && !isRemoved ? "••••••••••••" : ""}
            value={value ?? ""}
            onChange={(event) => onChange(event.target.value)}
            className={`${inputLook} font-mono disabled:opacity-50`}
          />
          {hasKey && (
            <IconButton
              icon={isRemoved ? Undo2 : X}
              label={isRemoved ? t`Keep the key` : t`Remove the key`}
              onClick={() => onChange(isRemoved ? "" : null)}
            />
          )}
        </span>
      )}
    </Field>
  );
}
