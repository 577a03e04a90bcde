import { inputLook } from "../ui/field.tsx";

export interface DayFieldProps {
  label: string;
  day: string | undefined;
  onChange: (day: string | undefined) => void;
}

/** A day among the filters of a list, or none. */
export function DayField({ label, day, onChange }: DayFieldProps) {
  return (
    <label className="flex items-center gap-1.5 text-xs text-text-3">
      {label}
      <input
        type="date"
        value={day ?? ""}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={`${inputLook} w-36!`}
      />
    </label>
  );
}
