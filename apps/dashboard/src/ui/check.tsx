import clsx from "clsx";
import { type ReactNode, useId } from "react";

export interface CheckProps {
  label: ReactNode;
  hint?: ReactNode;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

/** Yes or no, with what it means beside it. */
export function Check({ label, hint, isChecked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent-solid"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="text-sm break-words">
          {label}
        </label>
        {hint && (
          <span id={`${id}-hint`} className="block text-xs text-text-3">
            {hint}
          </span>
        )}
      </span>
    </div>
  );
}

export interface CheckGroupProps<V extends string> {
  legend: string;
  hint?: ReactNode;
  error?: string | undefined;
  choices: readonly { value: V; label: string }[];
  chosen: readonly V[];
  onChange: (chosen: V[]) => void;
}

/** Any number of a few. */
export function CheckGroup<V extends string>(props: CheckGroupProps<V>) {
  const { legend, hint, error, choices, chosen, onChange } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <fieldset className="min-w-0" aria-describedby={note ? id : undefined} aria-invalid={error ? true : undefined}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div
        className={clsx(
          "grid max-h-36 grid-cols-2 gap-x-4 gap-y-1.5 overflow-y-auto rounded-md border px-3 py-2",
          error ? "border-failed" : "border-line-strong",
        )}
      >
        {choices.map(({ value, label }) => (
          <Check
            key={value}
            label={label}
            isChecked={chosen.includes(value)}
            onChange={(isChecked) =>
              onChange(isChecked ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          />
        ))}
      </div>
      {note && (
        <p id={id} className={clsx("mt-1.5 text-xs", error ? "text-failed" : "text-text-3")}>
          {note}
        </p>
      )}
    </fieldset>
  );
}
