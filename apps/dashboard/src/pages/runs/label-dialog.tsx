import { Label, type RunSummary } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId, useState } from "react";
import { Check } from "../../ui/check.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field, inputLook } from "../../ui/field.tsx";

export interface LabelDialogProps {
  runs: readonly RunSummary[];
  /** Labels in use, to choose from. */
  known: readonly string[];
  onSave: (change: { add: string[]; remove: string[] }) => void;
  onClose: () => void;
}

/** Puts labels on runs, and takes others from them. */
export function LabelDialog(props: LabelDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t`Labels of ${plural(props.runs.length, { one: "# run", other: "# runs" })}`}
      description={t`Words to find runs by, such as release or nightly.`}
    >
      <LabelForm {...props} />
    </Dialog>
  );
}

function LabelForm({ runs, known, onSave }: LabelDialogProps) {
  const id = useId();
  const present = [...new Set(runs.flatMap(({ labels }) => labels))].toSorted();
  const [text, setText] = useState("");
  const [remove, setRemove] = useState<string[]>([]);
  const [error, setError] = useState<string>();
  const save = () => {
    const add = text.split(",").flatMap((one) => one.trim() || []);
    const wrong = add.map((one) => Label.safeParse(one)).find((one) => !one.success);
    if (wrong) setError(wrong.error.issues[0]?.message);
    else onSave({ add, remove });
  };
  return (
    <DialogForm error={null} isSaving={false} onSave={save}>
      <Field label={t`Add`} hint={t`Several are separated by commas.`} error={error}>
        {(control) => (
          <input
            {...control}
            list={id}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <datalist id={id}>
        {known.map((label) => (
          <option key={label}>{label}</option>
        ))}
      </datalist>
      {present.length > 0 && (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 text-sm font-medium">
            <Trans>Keep</Trans>
          </legend>
          {present.map((label) => {
            const count = runs.filter(({ labels }) => labels.includes(label)).length;
            return (
              <Check
                key={label}
                label={count < runs.length ? t`${label} (on ${count} of ${runs.length})` : label}
                isChecked={!remove.includes(label)}
                onChange={(isKept) => setRemove(isKept ? remove.filter((one) => one !== label) : [...remove, label])}
              />
            );
          })}
        </fieldset>
      )}
    </DialogForm>
  );
}
