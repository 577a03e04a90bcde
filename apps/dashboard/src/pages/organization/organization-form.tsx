import { NewOrganization, toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useSave } from "../../data/use-save.ts";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Makes an organization, and acts in it from then on. */
export function OrganizationForm({ action }: { action: string }) {
  const client = useClient();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const { save, isSaving, error, objections } = useSave({
    schema: NewOrganization,
    async send(body) {
      const made = await client.call("createOrganization", { body });
      await client.call("switchOrganization", { body: { organization: made.slug } });
    },
    refresh: [keys.organizations],
    // All that the page holds was of another one, or of none.
    onSaved: () => location.assign("/new"),
  });
  const submit = () => save({ slug: slug.trim() || toSlug(name), ...(name.trim() ? { name: name.trim() } : {}) });
  return (
    <DialogForm error={error} isSaving={isSaving} onSave={submit} action={action}>
      <TextField
        label={t`Name`}
        placeholder={t`Acme`}
        autoComplete="organization"
        error={objections["name"]}
        value={name}
        onChange={setName}
      />
      <TextField
        label={t`Slug`}
        hint={t`Its short name, of small letters, digits and dashes. It stays as it is.`}
        isMono
        autoComplete="off"
        spellCheck={false}
        placeholder={toSlug(name) || "acme"}
        error={objections["slug"]}
        value={slug}
        onChange={setSlug}
      />
    </DialogForm>
  );
}
