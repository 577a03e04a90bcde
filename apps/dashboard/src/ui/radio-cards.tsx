import clsx from "clsx";
import { useId } from "react";

export interface RadioCardsProps<V extends string> {
  legend: string;
  value: V;
  choices: readonly { value: V; label: string; hint: string }[];
  onChange: (value: V) => void;
}

/** One of a few that want a word of explanation. */
export function RadioCards<V extends string>({ legend, value, choices, onChange }: RadioCardsProps<V>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className={clsx("grid gap-2", choices.length === 2 ? "sm:grid-cols-2" : "sm:grid-cols-3")}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={clsx(
              "flex cursor-pointer items-start gap-2.5 rounded-lg border px-3 py-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-ring",
              choice.value === value ? "border-accent bg-accent-soft" : "border-line-strong bg-surface hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              aria-labelledby={`${name}${choice.value}`}
              aria-describedby={`${name}${choice.value}-hint`}
              className="mt-0.5 size-4 shrink-0 accent-accent-solid outline-none"
            />
            <span className="min-w-0">
              <span id={`${name}${choice.value}`} className="block text-sm font-medium">
                {choice.label}
              </span>
              <span id={`${name}${choice.value}-hint`} className="block text-xs text-text-2">
                {choice.hint}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
