import type { RunsView, SavedFilter, SavedFilterChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { useRemoval } from "../../data/use-removal.ts";
import { Check } from "../../ui/check.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";

export interface SavedFilterDialogProps {
  /** What is shown now. */
  view: RunsView;
  /** One's own, which a new one can take the place of. */
  own: readonly SavedFilter[];
  /** The one to change; null: what is shown becomes one. */
  filter: SavedFilter | null;
  onClose: () => void;
}

/** Saves what is shown under a name, or renames, shares and removes what was saved. */
export function SavedFilterDialog({ view, own, filter, onClose }: SavedFilterDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={filter ? t`Edit ${filter.name}` : t`Save this filter`}
      description={t`Filters and grouping, as they stand in the address: it becomes a tab above the list.`}
    >
      <SavedFilterForm view={view} own={own} filter={filter} onClose={onClose} />
    </Dialog>
  );
}

function SavedFilterForm({ view, own, filter, onClose }: SavedFilterDialogProps) {
  const client = useClient();
  const toaster = useToaster();
  const mayShare = useMay("filters:share");
  const [replaced, setReplaced] = useState<string>();
  const [name, setName] = useState(filter?.name ?? "");
  const [isShared, setShared] = useState(filter?.isShared ?? false);
  const changed = filter ?? own.find(({ id }) => id === replaced);

  const change = ({ id }: SavedFilter, body: SavedFilterChange) =>
    client.call("changeSavedFilter", { params: { filter: id }, body });
  const back = useChange(keys.savedFilters, (was: SavedFilter) =>
    change(was, { name: was.name, isShared: was.isShared, view: was.view }),
  );
  const save = useChange(
    keys.savedFilters,
    async () => {
      const saved = changed
        ? await change(changed, { name, isShared, ...(filter ? {} : { view }) })
        : await client.call("createSavedFilter", { body: { name, view, isShared } });
      return { saved, was: changed };
    },
    ({ saved, was }) => {
      toaster.done(t`Saved “${saved.name}”`, was && { undo: () => back.mutateAsync(was) });
      onClose();
    },
  );
  const remove = useRemoval(keys.savedFilters);
  const end = (one: SavedFilter) => {
    onClose();
    remove(one, t`Removed “${one.name}”`, () => client.call("deleteSavedFilter", { params: { filter: one.id } }));
  };
  const errors = fieldErrors(save.error);
  const replace = (id: string | undefined) => {
    const other = own.find((one) => one.id === id);
    setReplaced(id);
    setName(other?.name ?? "");
    setShared(other?.isShared ?? false);
  };

  return (
    <DialogForm
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      {...(filter ? { removal: { isBusy: false, canBeUndone: true, onRemove: () => end(filter) } } : {})}
    >
      {!filter && own.length > 0 && (
        <Field label={t`Save as`}>
          {(control) => (
            <Select
              id={control.id}
              nothing={t`A new filter`}
              value={replaced}
              choices={own.map((one) => ({ value: one.id, label: t`In place of “${one.name}”` }))}
              onChange={replace}
            />
          )}
        </Field>
      )}
      <TextField
        label={t`Name`}
        error={errors["name"]}
        required
        maxLength={60}
        placeholder={t`Red on main`}
        value={name}
        onChange={setName}
      />
      {mayShare && (
        <Check
          label={t`Share it with the organization`}
          hint={t`Everybody finds it among their tabs; “by me” means whoever looks.`}
          isChecked={isShared}
          onChange={setShared}
        />
      )}
    </DialogForm>
  );
}
