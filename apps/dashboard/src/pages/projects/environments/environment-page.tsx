import { type Environment, EnvironmentChange, NewEnvironment, type SavedEnvironment, toSlug } from "@aac/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../../data/client-context.ts";
import type { Objections } from "../../../data/objections.ts";
import { environmentsQuery, keys } from "../../../data/queries.ts";
import { useChange } from "../../../data/use-change.ts";
import { useMay } from "../../../data/use-may.ts";
import { useSave } from "../../../data/use-save.ts";
import { Button } from "../../../ui/button.tsx";
import { ConfirmButton } from "../../../ui/confirm-button.tsx";
import { FormError } from "../../../ui/form-error.tsx";
import { Banner } from "../../../ui/message.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { type Pair, PairsField, pairsOf, recordOf } from "../../../ui/pairs-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useToaster } from "../../../ui/toast.tsx";
import { NotFoundPage } from "../../not-found.tsx";
import { PageHead } from "../../page-head.tsx";
import { Panel } from "../../settings/panel.tsx";
import { noChanges, type SecretChanges, SecretsField } from "./secrets-field.tsx";

interface Draft {
  slug: string;
  name: string;
  baseUrl: string;
  variables: Pair[];
  secrets: SecretChanges;
}

const editRoute = getRouteApi("/app/projects/$project/environments/$environment");
const newRoute = getRouteApi("/app/projects/$project/environments/new");

const bodyOf = ({ name, baseUrl, variables, secrets }: Draft) => ({
  name: name.trim(),
  baseUrl: baseUrl.trim() || null,
  variables: recordOf(variables),
  secrets: { ...recordOf(secrets.added), ...secrets.known },
});

/** Makes an environment. */
export function NewEnvironmentPage() {
  const { project } = newRoute.useParams();
  const client = useClient();
  const leave = useLeave(project);
  const [draft, setDraft] = useState<Draft>({ slug: "", name: "", baseUrl: "", variables: [], secrets: noChanges });
  const { save, ...saving } = useSave({
    schema: NewEnvironment,
    send: (body) => client.call("createEnvironment", { params: { project }, body }),
    refresh: [keys.environments(project)],
    onSaved: leave,
  });
  const submit = () => {
    const { name, ...body } = bodyOf(draft);
    save({ ...body, slug: draft.slug.trim() || toSlug(draft.name), ...(name ? { name } : {}) });
  };
  return (
    <EnvironmentForm
      project={project}
      title="New environment"
      draft={draft}
      onChange={(part) => setDraft({ ...draft, ...part })}
      onSubmit={submit}
      {...saving}
    />
  );
}

/** Changes an environment, or deletes it. */
export function EnvironmentPage() {
  const { project, environment: slug } = editRoute.useParams();
  const { data } = useQuery(environmentsQuery(useClient(), project));
  const environment = data?.find((other) => other.slug === slug);
  return environment ? <EditEnvironment key={environment.id} environment={environment} /> : <NotFoundPage />;
}

function EditEnvironment({ environment }: { environment: Environment }) {
  const { project, slug, name, baseUrl, variables } = environment;
  const client = useClient();
  const leave = useLeave(project);
  const [draft, setDraft] = useState<Draft>(() => ({
    slug,
    name,
    baseUrl: baseUrl ?? "",
    variables: pairsOf(variables),
    secrets: noChanges,
  }));
  const params = { project, environment: slug };
  const { save, ...saving } = useSave({
    schema: EnvironmentChange,
    send: (body) => client.call("changeEnvironment", { params, body }),
    refresh: [keys.environments(project)],
    onSaved: leave,
  });
  const remove = useChange(
    keys.environments(project),
    () => client.call("deleteEnvironment", { params }),
    () => void leave(),
  );
  return (
    <EnvironmentForm
      project={project}
      title={name}
      environment={environment}
      draft={draft}
      onChange={(part) => setDraft({ ...draft, ...part })}
      onSubmit={() => save(bodyOf(draft))}
      {...saving}
      error={saving.error ?? remove.error}
      removal={{ isBusy: remove.isPending, onRemove: remove.mutate }}
    />
  );
}

/** Back to the list; what there is to say of secrets that cannot be masked is said on the way. */
function useLeave(project: string) {
  const navigate = useNavigate();
  const toaster = useToaster();
  return (saved?: SavedEnvironment) => {
    if (saved) toaster.done([`Saved ${saved.name}.`, ...saved.warnings.map(({ detail }) => detail)].join(" "));
    return navigate({ to: "/projects/$project/environments", params: { project } });
  };
}

interface FormProps {
  project: string;
  title: string;
  /** Absent: it is a new one. */
  environment?: Environment;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onSubmit: () => void;
  isSaving: boolean;
  error: unknown;
  objections: Objections;
  removal?: { isBusy: boolean; onRemove: () => void };
}

function EnvironmentForm({ project, title, environment, draft, onChange, onSubmit, ...saving }: FormProps) {
  const { isSaving, error, objections, removal } = saving;
  const mayChange = useMay("environments:change");
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className="mx-auto flex w-full max-w-3xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title={title} />
      <div>
        <nav aria-label="Breadcrumb" className="mb-1 flex items-center gap-1 text-sm text-text-2">
          <Link to="/projects/$project" params={{ project }} className="hover:text-text hover:underline">
            {project}
          </Link>
          <ChevronRight aria-hidden size={14} className="text-text-3" />
          <Link to="/projects/$project/environments" params={{ project }} className="hover:text-text hover:underline">
            Environments
          </Link>
        </nav>
        <PageHead title={title} />
      </div>
      {!mayChange && <Banner tone="warning">Your role may look at environments, and not change them.</Banner>}
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
        <Panel title="What it is">
          <div className="grid gap-4 p-4 sm:grid-cols-2">
            <TextField
              label="Name"
              placeholder="Staging"
              error={objections["name"]}
              value={draft.name}
              onChange={(name) => onChange({ name })}
            />
            {!environment && (
              <TextField
                label="Slug"
                hint="In addresses and commands. It stays as it is."
                isMono
                spellCheck={false}
                placeholder={toSlug(draft.name) || "staging"}
                error={objections["slug"]}
                value={draft.slug}
                onChange={(slug) => onChange({ slug })}
              />
            )}
            <div className="sm:col-span-2">
              <TextField
                label="Base URL"
                hint="Given to the sandbox as BASE_URL: where the product under test answers."
                type="url"
                isMono
                spellCheck={false}
                placeholder="https://staging.example.org"
                error={objections["baseUrl"]}
                value={draft.baseUrl}
                onChange={(baseUrl) => onChange({ baseUrl })}
              />
            </div>
          </div>
        </Panel>
        <Panel title="Variables" note="They are stronger than those of the suite. Everybody in the project sees them.">
          <div className="p-4">
            <PairsField
              legend="Variables"
              isLegendHidden
              noun="variable"
              pairs={draft.variables}
              errorOf={(name) => objections[`variables.${name}`]}
              onChange={(variables) => onChange({ variables })}
            />
          </div>
        </Panel>
        <Panel title="Secrets" note="They go in and never come out: only their names are shown.">
          <div className="p-4">
            <SecretsField
              names={environment?.secretNames ?? []}
              changes={draft.secrets}
              onChange={(secrets) => onChange({ secrets })}
              objections={objections}
            />
          </div>
        </Panel>
      </fieldset>
      <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
        {removal && mayChange && (
          <ConfirmButton
            label="Delete the environment"
            confirmation="Delete for good, with its secrets"
            isBusy={removal.isBusy}
            onConfirm={removal.onRemove}
          />
        )}
        <div className="min-w-0 flex-1">{error !== null && <FormError error={error} />}</div>
        {mayChange && (
          <Button type="submit" look="primary" isBusy={isSaving}>
            {environment ? "Save" : "Create the environment"}
          </Button>
        )}
      </div>
    </form>
  );
}
