import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Field, inputLook } from "./field.tsx";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value" | "id"> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** For what is copied rather than read. */
  isMono?: boolean;
  value: string;
  onChange: (value: string) => void;
}

/** One line of text, with its label. */
export function TextField({ label, hint, error, isMono = false, value, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...rest}
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={clsx(inputLook, isMono && "font-mono")}
        />
      )}
    </Field>
  );
}
