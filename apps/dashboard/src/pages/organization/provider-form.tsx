import { Role, type SsoChange, type SsoSettings } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Check } from "../../ui/check.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { roleWords } from "../people/role-words.ts";
import { Panel } from "../settings/panel.tsx";
import { readGroupRoles, writeGroupRoles } from "./group-roles.ts";

const roles = Role.exclude(["owner"]).options.map((value) => ({ value, label: roleWords[value].label }));

/** Which provider, and who gets which role. */
export function ProviderForm({ settings }: { settings: SsoSettings | null }) {
  const client = useClient();
  const toaster = useToaster();
  const [name, setName] = useState(settings?.name ?? "");
  const [issuer, setIssuer] = useState(settings?.issuer ?? "");
  const [clientId, setClientId] = useState(settings?.clientId ?? "");
  const [clientSecret, setClientSecret] = useState("");
  const [domains, setDomains] = useState(settings?.domains.map(({ domain }) => domain).join(", ") ?? "");
  const [defaultRole, setDefaultRole] = useState(settings ? (settings.defaultRole ?? undefined) : "viewer");
  const [roleClaim, setRoleClaim] = useState(settings?.roleClaim ?? "");
  const [groups, setGroups] = useState(writeGroupRoles(settings?.roles ?? {}));
  const [isEnforced, setEnforced] = useState(settings?.isEnforced ?? false);
  const save = useChange(
    keys.sso,
    () => {
      const body: SsoChange = {
        name: name.trim(),
        issuer: issuer.trim(),
        clientId: clientId.trim(),
        ...(clientSecret ? { clientSecret } : {}),
        domains: domains.split(/[\s,;]+/).filter(Boolean),
        defaultRole: defaultRole ?? null,
        roleClaim: roleClaim.trim() || null,
        roles: readGroupRoles(groups),
        isEnforced,
      };
      return client.call("changeSso", { body });
    },
    () => {
      setClientSecret("");
      toaster.done(t`Saved`);
    },
  );
  const test = useMutation({
    mutationFn: () => client.call("testSso"),
    onSuccess: ({ detail }) => toaster.done(detail),
  });
  const errors = fieldErrors(save.error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title={t`Provider`}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        {(save.error ?? test.error) && <FormError error={save.error ?? test.error} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t`Name`}
            hint={t`As people know it, such as Okta.`}
            required
            error={errors["name"]}
            value={name}
            onChange={setName}
          />
          <TextField
            label={t`Issuer`}
            required
            isMono
            spellCheck={false}
            placeholder="https://login.example.org"
            error={errors["issuer"]}
            value={issuer}
            onChange={setIssuer}
          />
          <TextField
            label={t`Client id`}
            required
            isMono
            spellCheck={false}
            autoComplete="off"
            error={errors["clientId"]}
            value={clientId}
            onChange={setClientId}
          />
          <TextField
            label={t`Client secret`}
            hint={
              settings?.hasClientSecret
                ? t`One is set, and never shown. Type another to replace it.`
                : t`Never shown again.`
            }
            type="password"
            autoComplete="new-password"
            error={errors["clientSecret"]}
            value={clientSecret}
            onChange={setClientSecret}
          />
        </div>
        <TextField
          label={t`Domains`}
          hint={t`Of the addresses of who signs in this way, separated by commas.`}
          spellCheck={false}
          placeholder="example.org"
          error={errors["domains"]}
          value={domains}
          onChange={setDomains}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t`Role of everybody else`}
            hint={t`Of whom no group below names.`}
            error={errors["defaultRole"]}
          >
            {({ id }) => (
              <Select
                id={id}
                value={defaultRole}
                nothing={t`None: they may not sign in`}
                choices={roles}
                onChange={setDefaultRole}
              />
            )}
          </Field>
          <TextField
            label={t`Claim with the groups`}
            hint={t`Empty: groups do not count.`}
            isMono
            spellCheck={false}
            placeholder="groups"
            error={errors["roleClaim"]}
            value={roleClaim}
            onChange={setRoleClaim}
          />
        </div>
        {roleClaim.trim() && (
          <Field
            label={t`Roles of groups`}
            hint={t`One a line, such as platform = admin. The highest counts; nobody becomes an owner.`}
            error={errors["roles"]}
          >
            {(control) => (
              <textarea
                {...control}
                rows={3}
                spellCheck={false}
                placeholder={"platform = admin\neveryone = viewer"}
                value={groups}
                onChange={(event) => setGroups(event.target.value)}
                className={`${inputLook} h-auto py-1.5 font-mono`}
              />
            )}
          </Field>
        )}
        <Check
          label={t`Single sign-on only`}
          hint={t`People of the verified domains get in no other way. Owners do by password, for when the provider is away.`}
          isChecked={isEnforced}
          onChange={setEnforced}
        />
        <div className="flex flex-wrap items-center justify-end gap-2">
          {settings && (
            <Button icon={Plug} isBusy={test.isPending} onClick={() => test.mutate()}>
              <Trans>Ask the provider</Trans>
            </Button>
          )}
          <Button type="submit" look="primary" isBusy={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Panel>
  );
}
