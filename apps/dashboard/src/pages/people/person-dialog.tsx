import type { Person, PersonChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { fitProjects, ProjectRolesField } from "./project-roles-field.tsx";
import { RoleField } from "./role-field.tsx";

/** What a person may, and where; or the end of it. */
export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const client = useClient();
  const params = { person: person.id };
  const [role, setRole] = useState(person.role);
  const [projects, setProjects] = useState(person.projects);
  const toaster = useToaster();
  const change = (body: PersonChange) => client.call("changePerson", { params, body });
  const back = useChange(keys.people, change);
  const save = useChange(
    keys.people,
    async () => {
      const was = { role: person.role, projects: person.projects };
      await change({ role, projects });
      return was;
    },
    (was) => {
      onClose();
      // Whoever has changed what they may themselves may not be let back.
      toaster.done(t`Changed what ${person.name} may`, person.isYou ? {} : { undo: () => back.mutateAsync(was) });
    },
  );
  const remove = useChange(keys.people, () => client.call("removePerson", { params }), onClose);
  const errors = fieldErrors(save.error);
  return (
    <Dialog isOpen onClose={onClose} title={person.name} description={person.email}>
      <DialogForm
        error={save.error ?? remove.error}
        isSaving={save.isPending}
        onSave={save.mutate}
        {...(person.isYou ? {} : { removal: { isBusy: remove.isPending, onRemove: remove.mutate } })}
      >
        <RoleField
          value={role}
          error={errors["role"]}
          onChange={(next) => {
            setRole(next);
            setProjects(fitProjects(projects, next));
          }}
        />
        <ProjectRolesField role={role} value={projects} error={errors["projects"]} onChange={setProjects} />
        <p className="text-xs text-text-3">
          <Trans>It counts at once. Who is removed is signed out here, and their keys and subscriptions end.</Trans>
        </p>
      </DialogForm>
    </Dialog>
  );
}
