import type { SandboxPolicy } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Panel, PanelEmpty, PanelLine } from "../settings/panel.tsx";

type Registry = SandboxPolicy["registries"][number];

/** What images are pulled with. Passwords go in and never come out. */
export function Registries({ registries, mayChange }: { registries: readonly Registry[]; mayChange: boolean }) {
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title={t`Registries`}
      note={t`Passwords are sealed, used for pulls alone, and never shown.`}
      actions={
        mayChange && (
          <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
            <Trans>Set a registry</Trans>
          </Button>
        )
      }
    >
      {isAdding && <RegistryDialog onClose={() => setAdding(false)} />}
      {registries.length === 0 ? (
        <PanelEmpty>
          <Trans>Images are pulled without signing in.</Trans>
        </PanelEmpty>
      ) : (
        <ul aria-label={t`Registries`}>
          {registries.map((registry) => (
            <RegistryLine key={registry.host} registry={registry} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RegistryLine({ registry: { host, username }, mayChange }: { registry: Registry; mayChange: boolean }) {
  const client = useClient();
  const remove = useChange(keys.sandboxPolicy, () =>
    client.call("changeSandboxPolicy", { body: { registries: { [host]: null } } }),
  );
  return (
    <PanelLine name={host} notes={t`as ${username}`}>
      {mayChange && (
        <ConfirmButton
          size="small"
          label={t`Remove`}
          confirmation={t`Remove for good`}
          name={host}
          isBusy={remove.isPending}
          onConfirm={remove.mutate}
        />
      )}
      {remove.error && <Banner tone="failure">{explain(remove.error).detail}</Banner>}
    </PanelLine>
  );
}

function RegistryDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [host, setHost] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const save = useChange(
    keys.sandboxPolicy,
    () =>
      client.call("changeSandboxPolicy", {
        body: { registries: { [host.trim()]: { username: username.trim(), password } } },
      }),
    onClose,
  );
  return (
    <Dialog isOpen onClose={onClose} title={t`Set a registry`} description={t`One that is set already is replaced`}>
      <DialogForm error={save.error} isSaving={save.isPending} onSave={save.mutate}>
        <TextField
          label={t`Host`}
          hint={t`As images name it; docker.io for Docker Hub.`}
          required
          isMono
          spellCheck={false}
          placeholder="ghcr.io"
          error={fieldErrors(save.error)["registries"]}
          value={host}
          onChange={setHost}
        />
        <TextField label={t`User name`} required autoComplete="off" value={username} onChange={setUsername} />
        <TextField
          label={t`Password or token`}
          type="password"
          required
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
      </DialogForm>
    </Dialog>
  );
}
