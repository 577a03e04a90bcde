import { type Project, ProjectChange } from "@aac/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { environmentsQuery, keys, projectsQuery, schedulesQuery, suitesQuery } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { useSave } from "../../data/use-save.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumberOf } from "../../ui/format.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { NotFoundPage } from "../not-found.tsx";
import { Panel } from "../settings/panel.tsx";

const route = getRouteApi("/app/projects/$project/settings");

/** What a project is called, how much of it runs at once, and its end. */
export function ProjectSettingsPage() {
  const { project: slug } = route.useParams();
  const { data } = useQuery(projectsQuery(useClient()));
  const project = data?.find((other) => other.slug === slug);
  const mayChange = useMay("projects:change");
  if (!data) return <div className="skeleton h-40 w-full" />;
  if (!project) return <NotFoundPage />;
  return (
    <>
      <PageTitle title={`Settings of ${project.name}`} />
      <ProjectForm key={project.id} project={project} mayChange={mayChange} />
      <Panel title="Retention">
        <p className="px-4 py-3 text-sm text-text-2">
          How long logs, artifacts and results of its runs are kept is one setting of the whole organization:{" "}
          <Link to="/settings/retention" className="link">
            Retention
          </Link>
          . Single runs can be pinned, which keeps them whole.
        </p>
      </Panel>
      {mayChange && <DeletePanel project={project} />}
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
    onSaved: () => toaster.done("Saved"),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save({ name, description, maxConcurrentJobs: limit.trim() === "" ? null : Number(limit) });
  };
  return (
    <Panel title="The project" note={<>Its slug is {project.slug}, in addresses and commands, and stays so.</>}>
      <form onSubmit={submit} noValidate>
        <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4 p-4">
          {error !== null && <FormError error={error} />}
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label="Name" error={objections["name"]} value={name} onChange={setName} />
            <TextField
              label="Jobs at once"
              hint="How many of its jobs may run at a time. Empty: as many as there are workers for."
              inputMode="numeric"
              error={objections["maxConcurrentJobs"]}
              value={limit}
              onChange={setLimit}
            />
          </div>
          <TextField
            label="Description"
            error={objections["description"]}
            value={description}
            onChange={setDescription}
          />
          <div className="flex items-center justify-end gap-3">
            {!mayChange && <p className="text-xs text-text-3">Only owners and admins change this.</p>}
            <Button type="submit" look="primary" isBusy={isSaving}>
              Save
            </Button>
          </div>
        </fieldset>
      </form>
    </Panel>
  );
}

function DeletePanel({ project }: { project: Project }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title="Delete the project">
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="min-w-0 flex-1 basis-64 text-sm text-text-2">
          Its suites, environments, secrets and schedules go for good. Its runs stay readable until the retention
          deletes them.
        </p>
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete…
        </Button>
      </div>
      {isAsking && <DeleteDialog project={project} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

/** Says what goes, and wants the project's name: nothing brings it back. */
function DeleteDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { slug } = project;
  const { data: suites = [] } = useQuery(suitesQuery(client, slug));
  const { data: environments = [] } = useQuery(environmentsQuery(client, slug));
  const { data: schedules = [] } = useQuery(schedulesQuery(client));
  const [typed, setTyped] = useState("");
  const remove = useChange(
    keys.projects,
    () => client.call("deleteProject", { params: { project: slug } }),
    () => {
      queryClient.removeQueries({ queryKey: keys.suites(slug) });
      void navigate({ to: "/projects" });
    },
  );
  const secrets = environments.reduce((sum, { secretNames }) => sum + secretNames.length, 0);
  const isConfirmed = typed.trim() === slug;
  return (
    <Dialog isOpen onClose={onClose} title={`Delete ${project.name}`} description="Nothing brings it back">
      <DialogForm
        error={remove.error}
        isSaving={remove.isPending}
        onSave={() => isConfirmed && remove.mutate()}
        action="Delete for good"
      >
        <div className="text-sm text-text-2">
          <p>With it go:</p>
          <ul className="mt-1 list-disc pl-5">
            <li>{formatNumberOf(suites.length, "suite")}</li>
            <li>
              {formatNumberOf(environments.length, "environment")} with {formatNumberOf(secrets, "secret")}
            </li>
            <li>{formatNumberOf(schedules.filter((one) => one.project === slug).length, "schedule")}</li>
          </ul>
          <p className="mt-2">Its runs stay readable by their addresses.</p>
        </div>
        <TextField
          label={`Type ${slug} to confirm`}
          isMono
          required
          autoComplete="off"
          spellCheck={false}
          error={typed !== "" && !slug.startsWith(typed.trim()) ? `It is called ${slug}.` : undefined}
          value={typed}
          onChange={setTyped}
        />
      </DialogForm>
    </Dialog>
  );
}
