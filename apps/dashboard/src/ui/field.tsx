import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { Search, X } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

export const inputLook =
  "h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface pr-2.5 pl-2.5 text-sm text-text shadow-low transition-colors hover:border-text-3 focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-ring aria-invalid:border-failed";

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Gets the id its control has to have. */
  children: (control: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}

/** A label, a control, and what there is to say about it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, ...(note && { "aria-describedby": `${id}-note` }), ...(error && { "aria-invalid": true }) })}
      {note && (
        <p id={`${id}-note`} className={clsx("text-xs", error ? "text-failed" : "text-text-3")}>
          {note}
        </p>
      )}
    </div>
  );
}

export interface SearchFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Stands at the end, inside: for instance how much was found. */
  children?: ReactNode;
}

/** A field to search in; `/` brings the focus here, Escape empties it and then leaves it. */
export function SearchField({ label, value, onChange, className, children, ...rest }: SearchFieldProps) {
  return (
    <div className={clsx("relative flex min-w-0 items-center", className)}>
      <Search aria-hidden size={15} className="pointer-events-none absolute left-2.5 text-text-3" />
      <input
        type="text"
        data-shortcut="/"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        placeholder={label}
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          rest.onKeyDown?.(event);
          if (event.key !== "Escape") return;
          if (value) onChange("");
          else event.currentTarget.blur();
        }}
        className={clsx(inputLook, "pr-8 pl-8")}
      />
      <span className="absolute right-1.5 flex items-center gap-1">
        {children}
        {value && (
          <button
            type="button"
            aria-label={t`Clear`}
            onClick={() => onChange("")}
            className="flex size-5 items-center justify-center rounded text-text-3 hover:bg-raised hover:text-text"
          >
            <X aria-hidden size={14} />
          </button>
        )}
      </span>
    </div>
  );
}
