import type { SandboxPolicy } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Check } from "../../ui/check.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Panel } from "../settings/panel.tsx";
import { SettingsForm } from "../settings/settings-form.tsx";

/** Which images suites may use, and what they run in. */
export function PolicyForm({ policy, mayChange }: { policy: SandboxPolicy; mayChange: boolean }) {
  const client = useClient();
  const toaster = useToaster();
  const [images, setImages] = useState(policy.allowedImages?.join("\n") ?? "");
  const [isSome, setSome] = useState(policy.allowedImages !== null);
  const [requireDigest, setRequireDigest] = useState(policy.requireDigest);
  const [runtime, setRuntime] = useState(policy.runtime ?? "");
  const save = useChange(
    keys.sandboxPolicy,
    () => {
      const patterns = images.split(/\s+/).filter(Boolean);
      const body = { allowedImages: isSome ? patterns : null, requireDigest, runtime: runtime.trim() || null };
      return client.call("changeSandboxPolicy", { body });
    },
    () => toaster.done(t`Saved`),
  );
  const errors = fieldErrors(save.error);
  return (
    <Panel title={t`Images and runtime`}>
      <SettingsForm mayChange={mayChange} isSaving={save.isPending} error={save.error} onSave={save.mutate}>
        <Check
          label={t`Some images only`}
          hint={t`Suites that name another are refused, and do not start.`}
          isChecked={isSome}
          onChange={setSome}
        />
        {isSome && (
          <Field
            label={t`Images that suites may use`}
            hint={t`One pattern a line: * stands for anything within a part of the name, ** for anything.`}
            error={errors["allowedImages"]}
          >
            {(control) => (
              <textarea
                {...control}
                rows={4}
                spellCheck={false}
                placeholder={"ghcr.io/acme/*\ndocker.io/library/node:24*"}
                value={images}
                onChange={(event) => setImages(event.target.value)}
                className={`${inputLook} h-auto py-1.5 font-mono`}
              />
            )}
          </Field>
        )}
        <Check
          label={t`Images by digest only`}
          hint={t`Such as node@sha256:…: what was tested stays what runs.`}
          isChecked={requireDigest}
          onChange={setRequireDigest}
        />
        <TextField
          label={t`Runtime`}
          hint={t`Of the engine, such as runsc (gVisor). Empty: the engine's own choice.`}
          isMono
          spellCheck={false}
          error={errors["runtime"]}
          value={runtime}
          onChange={setRuntime}
        />
      </SettingsForm>
    </Panel>
  );
}
