import { NewOrganization } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useSave } from "../../data/use-save.ts";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { namedBody, NameFields } from "../name-fields.tsx";

/** Makes an organization, and acts in it from then on. */
export function OrganizationForm({ action }: { action: string }) {
  const client = useClient();
  const [named, setNamed] = useState({ name: "", slug: "" });
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
  return (
    <DialogForm error={error} isSaving={isSaving} onSave={() => save(namedBody(named))} action={action}>
      <NameFields
        value={named}
        objections={objections}
        onChange={(part) => setNamed({ ...named, ...part })}
        examples={{ name: t`Acme`, slug: "acme" }}
      />
    </DialogForm>
  );
}
