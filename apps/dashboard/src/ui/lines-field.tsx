import { Field, type FieldProps, inputLook } from "./field.tsx";

export interface LinesFieldProps extends Omit<FieldProps, "children"> {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  rows?: number;
  isRequired?: boolean;
}

/** Several lines of text for machines, with their label. */
export function LinesField({ value, onChange, placeholder, rows = 2, isRequired = false, ...rest }: LinesFieldProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <textarea
          {...control}
          rows={rows}
          required={isRequired}
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${inputLook} field-sizing-content max-h-72 min-h-8 h-auto py-1.5 font-mono`}
        />
      )}
    </Field>
  );
}

/** The lines that say something. */
export const linesOf = (text: string): string[] => text.split("\n").flatMap((line) => line.trim() || []);
