import { type Organization, OrganizationChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { mayCreateOrganizationsQuery, organizationQuery } from "../../data/manage-queries.ts";
import { keys } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { useSave } from "../../data/use-save.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { DeleteDialog, DeletePanel } from "../settings/delete-panel.tsx";
import { Panel } from "../settings/panel.tsx";
import { SettingsForm } from "../settings/settings-form.tsx";
import { OrganizationForm } from "./organization-form.tsx";

/** What the organization is called, another one, and the ways out of it. */
export function OrganizationPage() {
  const client = useClient();
  const read = useQuery(organizationQuery(client));
  const mayChange = useMay("organization:change");
  const mayDelete = useMay("organization:own");
  const isPerson = useMay("account");
  const { data: mayCreate } = useQuery({ ...mayCreateOrganizationsQuery(client), enabled: isPerson });
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <PageTitle title={t`Organization`} />
      <PageHead title={t`Organization`}>
        {mayCreate && (
          <Button icon={Plus} onClick={() => setAdding(true)}>
            <Trans>New organization</Trans>
          </Button>
        )}
      </PageHead>
      {isAdding && (
        <Dialog
          isOpen
          onClose={() => setAdding(false)}
          title={t`New organization`}
          description={t`With projects, people and keys of its own; you become its owner`}
        >
          <OrganizationForm action={t`Create, and go there`} />
        </Dialog>
      )}
      <Loaded read={read}>
        {(organization) => (
          <>
            <NameForm key={organization.name} organization={organization} mayChange={mayChange} />
            {isPerson && <LeavePanel organization={organization} />}
            {mayDelete && (
              <DeletePanel
                title={t`Delete it`}
                note={t`Everybody loses access at once; what runs is cancelled. All projects, runs, logs, results, artifacts, secrets, keys and the audit log go, for ever.`}
              >
                {(onClose) => <DeleteOrganization organization={organization} onClose={onClose} />}
              </DeletePanel>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function NameForm({ organization, mayChange }: { organization: Organization; mayChange: boolean }) {
  const client = useClient();
  const toaster = useToaster();
  const [name, setName] = useState(organization.name);
  const { save, isSaving, error, objections } = useSave({
    schema: OrganizationChange,
    send: (body) => client.call("changeOrganization", { body }),
    refresh: [keys.organization, keys.session, keys.organizations],
    onSaved: () => toaster.done(t`Saved`),
  });
  return (
    <Panel
      title={t`Its name`}
      note={
        <>
          <Trans>
            Its slug is <span className="font-mono">{organization.slug}</span>, and stays so.
          </Trans>
        </>
      }
    >
      <SettingsForm
        mayChange={mayChange}
        isSaving={isSaving}
        error={error}
        onSave={() => save({ name })}
        action={t`Rename`}
      >
        <TextField label={t`Name`} error={objections["name"]} value={name} onChange={setName} />
      </SettingsForm>
    </Panel>
  );
}

function LeavePanel({ organization }: { organization: Organization }) {
  const client = useClient();
  const toaster = useToaster();
  const leave = useMutation({
    mutationFn: () => client.call("leaveOrganization"),
    // All that the page holds was of that organization.
    onSuccess: () => location.assign("/"),
    onError: (error) => toaster.failed(error),
  });
  return (
    <Panel title={t`Leave it`}>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-text-2">
          <Trans>
            You lose access at once, and your own keys end. Somebody has to invite you to come back. The last owner
            stays.
          </Trans>
        </p>
        <ConfirmButton
          label={t`Leave ${organization.name}`}
          confirmation={t`Leave for good`}
          isBusy={leave.isPending}
          onConfirm={leave.mutate}
        />
      </div>
    </Panel>
  );
}

function DeleteOrganization({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const { slug, name } = organization;
  const client = useClient();
  const remove = useMutation({
    mutationFn: () => client.call("deleteOrganization", { query: { confirm: slug } }),
    onSuccess: () => location.assign("/"),
  });
  return (
    <DeleteDialog
      name={name}
      slug={slug}
      description={t`Nothing and nobody brings it back`}
      removal={remove}
      onClose={onClose}
    >
      <p className="text-sm text-text-2">
        <Trans>
          All that belongs to it is deleted: projects, suites, secrets, runs with logs and artifacts, people&apos;s
          membership, keys, schedules, notices, and the audit log.
        </Trans>
      </p>
    </DeleteDialog>
  );
}
