import type { NoticeRule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { channelsQuery, keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useRemoval } from "../../data/use-removal.ts";
import { CheckGroup } from "../../ui/check.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { FilterFields, readFilter, typedFilter } from "./filter-fields.tsx";

/** Makes a rule, or changes one. */
export function RuleDialog({ rule, onClose }: { rule?: NoticeRule; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? t`Edit ${rule.name}` : t`New rule`}
      description={t`Which runs are told to which channels`}
    >
      <RuleForm onDone={onClose} {...(rule ? { rule } : {})} />
    </Dialog>
  );
}

function RuleForm({ rule, onDone }: { rule?: NoticeRule; onDone: () => void }) {
  const client = useClient();
  const known = useQuery(channelsQuery(client)).data ?? [];
  const [name, setName] = useState(rule?.name ?? "");
  const [channels, setChannels] = useState<string[]>(rule?.channels ?? []);
  const [filter, setFilter] = useState(() => typedFilter(rule));
  const save = useChange(
    keys.noticeRules,
    () => {
      const body = { name: name.trim(), channels, ...readFilter(filter) };
      return rule
        ? client.call("changeNoticeRule", { params: { rule: rule.id }, body })
        : client.call("createNoticeRule", { body });
    },
    onDone,
  );
  const remove = useRemoval(keys.noticeRules);
  const end = (one: NoticeRule) => {
    onDone();
    remove(one, t`The rule ${one.name} is removed`, () =>
      client.call("deleteNoticeRule", { params: { rule: one.id } }),
    );
  };
  const errors = fieldErrors(save.error);
  // One that was removed is still named by its rules, and can be taken out of them.
  const gone = channels.filter((slug) => !known.some((channel) => channel.slug === slug));
  return (
    <DialogForm
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      {...(rule ? { removal: { isBusy: false, canBeUndone: true, onRemove: () => end(rule) } } : {})}
    >
      <Field label={t`Name`} error={errors["name"]}>
        {(control) => (
          <input
            {...control}
            required
            placeholder={t`Main is red`}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className={inputLook}
          />
        )}
      </Field>
      <CheckGroup
        legend={t`Channels`}
        error={errors["channels"]}
        choices={[
          ...known.map((channel) => ({ value: channel.slug, label: channel.name })),
          ...gone.map((slug) => ({ value: slug, label: t`${slug} (removed)` })),
        ]}
        chosen={channels}
        onChange={setChannels}
      />
      <FilterFields value={filter} errors={errors} onChange={setFilter} />
    </DialogForm>
  );
}
