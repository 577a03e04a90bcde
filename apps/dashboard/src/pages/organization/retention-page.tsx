import { type Retention, RetentionChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { retentionQuery } from "../../data/manage-queries.ts";
import { useMay } from "../../data/use-may.ts";
import { useSave } from "../../data/use-save.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel } from "../settings/panel.tsx";
import { SettingsForm } from "../settings/settings-form.tsx";
import { keys } from "../../data/queries.ts";

/** How long what runs leave behind is kept. */
export function RetentionPage() {
  const read = useQuery(retentionQuery(useClient()));
  const mayChange = useMay("organization:change");
  return (
    <>
      <PageTitle title={t`Retention`} />
      <PageHead title={t`Retention`} />
      <Loaded read={read}>{(retention) => <RetentionForm retention={retention} mayChange={mayChange} />}</Loaded>
    </>
  );
}

const parts: { field: keyof Retention; label: string; hint: string }[] = [
  { field: "logsDays", label: t`Logs`, hint: t`Mostly looked at within days.` },
  { field: "artifactsDays", label: t`Artifacts`, hint: t`Screenshots, videos, traces: they take the most room.` },
  { field: "resultsDays", label: t`Results of tests`, hint: t`What the history of a test is made of.` },
  { field: "runsDays", label: t`Runs`, hint: t`The run itself, with whatever is still there of it.` },
  { field: "auditDays", label: t`Audit log`, hint: t`At least 90 days.` },
];

function RetentionForm({ retention, mayChange }: { retention: Retention; mayChange: boolean }) {
  const client = useClient();
  const toaster = useToaster();
  const [days, setDays] = useState(() =>
    Object.fromEntries(parts.map(({ field }) => [field, String(retention[field] ?? "")])),
  );
  const { save, isSaving, error, objections } = useSave({
    schema: RetentionChange,
    send: (body) => client.call("changeRetention", { body }),
    refresh: [keys.retention],
    onSaved: () => toaster.done(t`Saved: what is older is deleted within minutes`),
  });
  const submit = () => {
    const read = (text: string) => (text.trim() === "" ? null : Number(text));
    save(Object.fromEntries(parts.map(({ field }) => [field, read(days[field] ?? "")])));
  };
  return (
    <Panel title={t`Days after the end of a run`} note={t`Empty: for ever. Runs that are pinned are kept whole.`}>
      <SettingsForm mayChange={mayChange} isSaving={isSaving} error={error} onSave={submit}>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {parts.map(({ field, label, hint }) => (
            <TextField
              key={field}
              label={label}
              hint={hint}
              inputMode="numeric"
              placeholder={t`for ever`}
              autoComplete="off"
              error={objections[field]}
              value={days[field] ?? ""}
              onChange={(value) => setDays({ ...days, [field]: value })}
            />
          ))}
        </div>
      </SettingsForm>
    </Panel>
  );
}
