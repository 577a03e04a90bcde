import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { Plus, X } from "lucide-react";
import { useId } from "react";
import { Button, IconButton } from "./button.tsx";
import { inputLook } from "./field.tsx";

export interface Pair {
  /** For React alone. */
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

let nextKey = 0;
export const newPair = (name = "", value = ""): Pair => ({ key: nextKey++, name, value });
export const pairsOf = (record: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(record).map(([name, value]) => newPair(name, value));
/** Rows without a name say nothing, unless they have a value. */
export const recordOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(
    pairs.filter(({ name, value }) => name.trim() || value).map(({ name, value }) => [name.trim(), value]),
  );

export interface PairsFieldProps {
  legend: string;
  /** It stands above already: for screen readers only. */
  isLegendHidden?: boolean;
  hint?: string;
  pairs: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
  /** What is wrong with a row, by its name. */
  errorOf: (name: string) => string | undefined;
  /** Values are not shown while they are typed. */
  isSecret?: boolean;
  /** What one of them is called, such as `variable`. */
  noun: string;
}

/** Names with values, a row for each. */
export function PairsField({
  legend,
  hint,
  pairs,
  onChange,
  errorOf,
  isSecret = false,
  noun,
  isLegendHidden = false,
}: PairsFieldProps) {
  const id = useId();
  const change = (key: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)));
  const names = pairs.map(({ name }) => name.trim());
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className={isLegendHidden ? "sr-only" : "mb-1.5 text-sm font-medium"}>{legend}</legend>
      {pairs.map((pair, index) => {
        const name = pair.name.trim();
        const isTwice = name !== "" && names.indexOf(name) !== index;
        const error = isTwice ? t`This name is there already.` : errorOf(name);
        const note = error && { "aria-invalid": true as const, "aria-describedby": `${id}-${pair.key}` };
        return (
          <div key={pair.key}>
            <div className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
              <input
                {...note}
                aria-label={t`Name of ${noun} ${index + 1}`}
                placeholder="NAME"
                spellCheck={false}
                autoComplete="off"
                value={pair.name}
                onChange={(event) => change(pair.key, { name: event.target.value })}
                className={clsx(inputLook, "font-mono sm:max-w-64")}
              />
              {isSecret ? (
                <input
                  type="password"
                  aria-label={t`Value of ${name || `${noun} ${index + 1}`}`}
                  placeholder={t`value`}
                  autoComplete="new-password"
                  value={pair.value}
                  onChange={(event) => change(pair.key, { value: event.target.value })}
                  className={clsx(inputLook, "flex-1 font-mono")}
                />
              ) : (
                <textarea
                  rows={1}
                  aria-label={t`Value of ${name || `${noun} ${index + 1}`}`}
                  placeholder={t`value`}
                  spellCheck={false}
                  value={pair.value}
                  onChange={(event) => change(pair.key, { value: event.target.value })}
                  className={clsx(
                    inputLook,
                    "field-sizing-content max-h-40 min-h-8 flex-1 resize-none py-1.5 font-mono",
                  )}
                />
              )}
              <IconButton
                icon={X}
                label={t`Remove ${name || `${noun} ${index + 1}`}`}
                onClick={() => onChange(pairs.filter(({ key }) => key !== pair.key))}
                className="mt-0.5"
              />
            </div>
            {error && (
              <p id={`${id}-${pair.key}`} className="mt-1 text-xs text-failed">
                {error}
              </p>
            )}
          </div>
        );
      })}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" icon={Plus} onClick={() => onChange([...pairs, newPair()])}>
          <Trans>Add a {noun}</Trans>
        </Button>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-text-3">
            {hint}
          </p>
        )}
      </div>
    </fieldset>
  );
}
