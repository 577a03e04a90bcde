import type { Role, SentInvitation } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { fitProjects, ProjectRolesField, type ProjectRoles } from "./project-roles-field.tsx";
import { RoleField } from "./role-field.tsx";

/** Invites somebody by mail. */
export function InviteDialog({ onSent, onClose }: { onSent: (sent: SentInvitation) => void; onClose: () => void }) {
  const client = useClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const [projects, setProjects] = useState<ProjectRoles>(null);
  const [days, setDays] = useState("7");
  const save = useChange(
    keys.invitations,
    () => client.call("createInvitation", { body: { email: email.trim(), role, projects, days: Number(days) } }),
    onSent,
  );
  const errors = fieldErrors(save.error);
  return (
    <Dialog isOpen onClose={onClose} title={t`Invite somebody`} description={t`They get a link that works once`}>
      <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate} action={t`Invite`}>
        <TextField
          label={t`E-mail`}
          type="email"
          required
          autoComplete="off"
          placeholder="ada@example.org"
          error={errors["email"]}
          value={email}
          onChange={setEmail}
        />
        <RoleField
          value={role}
          error={errors["role"]}
          onChange={(next) => {
            setRole(next);
            setProjects(fitProjects(projects, next));
          }}
        />
        <ProjectRolesField role={role} value={projects} error={errors["projects"]} onChange={setProjects} />
        <TextField
          label={t`Days to accept it`}
          hint={t`1 to 30.`}
          type="number"
          min={1}
          max={30}
          error={errors["days"]}
          value={days}
          onChange={setDays}
        />
      </DialogForm>
    </Dialog>
  );
}
