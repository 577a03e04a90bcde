import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { Objections } from "../../../data/objections.ts";
import { Button } from "../../../ui/button.tsx";
import { inputLook } from "../../../ui/field.tsx";
import { type Pair, PairsField } from "../../../ui/pairs-field.tsx";

export interface SecretChanges {
  /** Of those that are there: a new value, or null for those that go. */
  readonly known: Readonly<Record<string, string | null>>;
  readonly added: Pair[];
}

export const noChanges: SecretChanges = { known: {}, added: [] };

export interface SecretsFieldProps {
  /** Of those that are there; their values are told to nobody. */
  names: readonly string[];
  changes: SecretChanges;
  onChange: (changes: SecretChanges) => void;
  objections: Objections;
}

/** Secrets go in and never come out: they can be replaced, removed and added. */
export function SecretsField({ names, changes, onChange, objections }: SecretsFieldProps) {
  const setKnown = (name: string, value: string | null | undefined) => {
    const { [name]: _, ...others } = changes.known;
    onChange({ ...changes, known: value === undefined ? others : { ...others, [name]: value } });
  };
  return (
    <div className="flex flex-col gap-3">
      {names.length > 0 && (
        <ul aria-label={t`Secrets`} className="rounded-md border border-line">
          {names.map((name) => (
            <KnownSecret
              key={name}
              name={name}
              change={changes.known[name]}
              error={objections[`secrets.${name}`]}
              onChange={(value) => setKnown(name, value)}
            />
          ))}
        </ul>
      )}
      <PairsField
        legend={names.length > 0 ? t`Add secrets` : t`Secrets`}
        isLegendHidden={names.length === 0}
        noun={t`secret`}
        hint={t`Sealed when they are saved, given to sandboxes alone, and masked in logs and results.`}
        isSecret
        pairs={changes.added}
        errorOf={(name) =>
          names.includes(name) ? t`It is there already: replace it above.` : objections[`secrets.${name}`]
        }
        onChange={(added) => onChange({ ...changes, added })}
      />
    </div>
  );
}

interface KnownProps {
  name: string;
  /** Undefined: it stays as it is. */
  change: string | null | undefined;
  error: string | undefined;
  onChange: (value: string | null | undefined) => void;
}

function KnownSecret({ name, change, error, onChange }: KnownProps) {
  const [isReplacing, setReplacing] = useState(false);
  const isGoing = change === null;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2 text-sm last:border-b-0">
      <KeyRound aria-hidden size={14} className="shrink-0 text-text-3" />
      <span
        className={`min-w-0 flex-1 basis-40 font-mono text-xs break-all ${isGoing ? "text-text-3 line-through" : ""}`}
      >
        {name}
      </span>
      {isGoing && (
        <span className="text-xs text-failed">
          <Trans>goes when you save</Trans>
        </span>
      )}
      {isReplacing && !isGoing && (
        <input
          type="password"
          aria-label={t`New value of ${name}`}
          autoComplete="new-password"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- It is there because one has just asked for it.
          autoFocus
          placeholder={t`new value`}
          value={change ?? ""}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
          className={`${inputLook} max-w-64 font-mono`}
        />
      )}
      {!isGoing && (
        <Button
          size="small"
          aria-label={isReplacing ? t`Keep ${name}` : t`Replace ${name}`}
          onClick={() => {
            if (isReplacing) onChange(undefined);
            setReplacing(!isReplacing);
          }}
        >
          {isReplacing ? t`Keep` : t`Replace`}
        </Button>
      )}
      <Button
        size="small"
        look={isGoing ? "secondary" : "danger"}
        aria-label={isGoing ? t`Keep ${name}` : t`Remove ${name}`}
        onClick={() => onChange(isGoing ? undefined : null)}
      >
        {isGoing ? t`Keep` : t`Remove`}
      </Button>
      {error && <p className="w-full text-xs text-failed">{error}</p>}
    </li>
  );
}
