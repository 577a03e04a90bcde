import { type Project, ProjectChange } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { environmentsQuery, keys, projectsQuery, schedulesQuery, suitesQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { useSave } from "../../data/use-save.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { NotFoundPage } from "../not-found.tsx";
import { Loaded } from "../page-states.tsx";
import { DeleteDialog, DeletePanel } from "../settings/delete-panel.tsx";
import { Panel } from "../settings/panel.tsx";
import { SettingsForm } from "../settings/settings-form.tsx";

const route = getRouteApi("/app/projects/$project/settings");

/** What a project is called, how much of it runs at once, and its end. */
export function ProjectSettingsPage() {
  const { project: slug } = route.useParams();
  const read = useQuery(projectsQuery(useClient()));
  return (
    <Loaded read={read}>
      {(projects) => {
        const project = projects.find((other) => other.slug === slug);
        return project ? <ProjectSettings project={project} /> : <NotFoundPage />;
      }}
    </Loaded>
  );
}

function ProjectSettings({ project }: { project: Project }) {
  const mayChange = useMay("projects:change");
  return (
    <>
      <PageTitle title={t`Settings of ${project.name}`} />
      <ProjectForm key={project.id} project={project} mayChange={mayChange} />
      <Panel title={t`Retention`}>
        <p className="px-4 py-3 text-sm text-text-2">
          <Trans>
            How long logs, artifacts and results of its runs are kept is one setting of the whole organization:{" "}
            <Link to="/settings/retention" className="link">
              Retention
            </Link>
          </Trans>
          <Trans>. Single runs can be pinned, which keeps them whole.</Trans>
        </p>
      </Panel>
      {mayChange && (
        <DeletePanel
          title={t`Delete the project`}
          note={t`Its suites, environments, secrets and schedules go for good. Its runs stay readable until the retention deletes them.`}
        >
          {(onClose) => <DeleteProject project={project} onClose={onClose} />}
        </DeletePanel>
      )}
    </>
  );
}

function ProjectForm({ project, mayChange }: { project: Project; mayChange: boolean }) {
  const client = useClient();
  const toaster = useToaster();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const [limit, setLimit] = useState(String(project.maxConcurrentJobs ?? ""));
  const { save, isSaving, error, objections } = useSave({
    schema: ProjectChange,
    send: (body) => client.call("changeProject", { params: { project: project.slug }, body }),
    refresh: [keys.projects],
    onSaved: () => toaster.done(t`Saved`),
  });
  const submit = () => save({ name, description, maxConcurrentJobs: limit.trim() === "" ? null : Number(limit) });
  return (
    <Panel
      title={t`The project`}
      note={
        <>
          <Trans>Its slug is {project.slug}, in addresses and commands, and stays so.</Trans>
        </>
      }
    >
      <SettingsForm mayChange={mayChange} isSaving={isSaving} error={error} onSave={submit}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={t`Name`} error={objections["name"]} value={name} onChange={setName} />
          <TextField
            label={t`Jobs at once`}
            hint={t`How many of its jobs may run at a time. Empty: as many as there are workers for.`}
            inputMode="numeric"
            error={objections["maxConcurrentJobs"]}
            value={limit}
            onChange={setLimit}
          />
        </div>
        <TextField
          label={t`Description`}
          error={objections["description"]}
          value={description}
          onChange={setDescription}
        />
      </SettingsForm>
    </Panel>
  );
}

function DeleteProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { slug } = project;
  const { data: suites = [] } = useQuery(suitesQuery(client, slug));
  const { data: environments = [] } = useQuery(environmentsQuery(client, slug));
  const { data: schedules = [] } = useQuery(schedulesQuery(client));
  const remove = useMutation({
    mutationFn: () => client.call("deleteProject", { params: { project: slug } }),
    async onSuccess() {
      // Left first: what is shown here would else be asked for of a project that is gone.
      await navigate({ to: "/projects" });
      queryClient.setQueryData(projectsQuery(client).queryKey, (all) => all?.filter((other) => other.slug !== slug));
      queryClient.removeQueries({ queryKey: keys.suites(slug) });
      await queryClient.invalidateQueries({ queryKey: keys.projects });
    },
  });
  const secrets = environments.reduce((sum, { secretNames }) => sum + secretNames.length, 0);
  return (
    <DeleteDialog
      name={project.name}
      slug={slug}
      description={t`Nothing brings it back`}
      removal={remove}
      onClose={onClose}
    >
      <div className="text-sm text-text-2">
        <p>
          <Trans>With it go:</Trans>
        </p>
        <ul className="mt-1 list-disc pl-5">
          <li>{plural(suites.length, { one: "# suite", other: "# suites" })}</li>
          <li>
            <Trans>
              {plural(environments.length, { one: "# environment", other: "# environments" })} with{" "}
              {plural(secrets, { one: "# secret", other: "# secrets" })}
            </Trans>
          </li>
          <li>
            {plural(schedules.filter((one) => one.project === slug).length, {
              one: "# schedule",
              other: "# schedules",
            })}
          </li>
        </ul>
        <p className="mt-2">
          <Trans>Its runs stay readable by their addresses.</Trans>
        </p>
      </div>
    </DeleteDialog>
  );
}
