import clsx from "clsx";
import { inputLook } from "./field.tsx";

export interface Choice<V extends string> {
  value: V;
  label: string;
}

export interface SelectProps<V extends string> {
  /** For screen readers, where no label stands beside. */
  label?: string;
  id?: string;
  /** Undefined: nothing chosen. */
  value: V | undefined;
  /** The choice of nothing; absent: there has to be one. */
  nothing?: string;
  choices: readonly Choice<V>[];
  onChange: (value: V | undefined) => void;
  /** `filter`: as wide as its text, and marked while something is chosen. */
  look?: "field" | "filter";
  className?: string;
}

/** One of a few: the browser's own control, which phones and screen readers know best. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, id, value, nothing, choices, onChange, look = "field", className } = props;
  const isUnknown = value !== undefined && !choices.some((choice) => choice.value === value);
  return (
    <select
      id={id}
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange((event.target.value || undefined) as V | undefined)}
      className={clsx(
        "select",
        look === "field" && `${inputLook} pr-7`,
        look === "filter" && [
          "h-8 max-w-52 rounded-md border pr-7 pl-2.5 text-sm shadow-low transition-colors",
          value && nothing !== undefined
            ? "border-accent/40 bg-accent-soft text-accent"
            : "border-line-strong bg-surface text-text-2 hover:bg-hover hover:text-text",
        ],
        className,
      )}
    >
      {nothing !== undefined && <option value="">{nothing}</option>}
      {isUnknown && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
