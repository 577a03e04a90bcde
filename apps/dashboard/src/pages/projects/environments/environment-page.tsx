import { type Environment, EnvironmentChange, NewEnvironment, type SavedEnvironment } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "../../../data/client-context.ts";
import { environmentsQuery, keys } from "../../../data/queries.ts";
import { useChange } from "../../../data/use-change.ts";
import { useMay } from "../../../data/use-may.ts";
import { useSave } from "../../../data/use-save.ts";
import { Banner } from "../../../ui/message.tsx";
import { type Pair, PairsField, pairsOf, recordOf } from "../../../ui/pairs-field.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useToaster } from "../../../ui/toast.tsx";
import { NotFoundPage } from "../../not-found.tsx";
import { namedBody, NameFields } from "../../name-fields.tsx";
import { Loaded } from "../../page-states.tsx";
import { Panel } from "../../settings/panel.tsx";
import { type ProjectForm, ProjectFormFrame } from "../project-form.tsx";
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
    const { name: _, ...body } = bodyOf(draft);
    save({ ...body, ...namedBody(draft) });
  };
  return (
    <EnvironmentForm
      project={project}
      title={t`New environment`}
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
  const read = useQuery(environmentsQuery(useClient(), project));
  return (
    <Loaded read={read}>
      {(environments) => {
        const environment = environments.find((other) => other.slug === slug);
        return environment ? <EditEnvironment key={environment.id} environment={environment} /> : <NotFoundPage />;
      }}
    </Loaded>
  );
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
    if (saved) toaster.done([t`Saved ${saved.name}.`, ...saved.warnings.map(({ detail }) => detail)].join(" "));
    return navigate({ to: "/projects/$project/environments", params: { project } });
  };
}

interface FormProps extends ProjectForm<Draft> {
  /** Absent: it is a new one. */
  environment?: Environment;
}

function EnvironmentForm({ environment, ...form }: FormProps) {
  const { project, draft, onChange, objections } = form;
  const mayChange = useMay("environments:change");
  return (
    <ProjectFormFrame
      {...form}
      place={
        <Link to="/projects/$project/environments" params={{ project }} className="hover:text-text hover:underline">
          <Trans>Environments</Trans>
        </Link>
      }
      mayChange={mayChange}
      notice={
        !mayChange && (
          <Banner tone="warning">
            <Trans>Your role may look at environments, and not change them.</Trans>
          </Banner>
        )
      }
      action={environment ? t`Save` : t`Create the environment`}
      removalWords={{ label: t`Delete the environment`, confirmation: t`Delete for good, with its secrets` }}
      width="max-w-3xl"
    >
      <Panel title={t`What it is`}>
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          <NameFields
            value={draft}
            objections={objections}
            onChange={onChange}
            examples={{ name: t`Staging`, slug: "staging" }}
            isNew={!environment}
          />
          <div className="sm:col-span-2">
            <TextField
              label={t`Base URL`}
              hint={t`Given to the sandbox as BASE_URL: where the product under test answers.`}
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
      <Panel
        title={t`Variables`}
        note={t`They are stronger than those of the suite. Everybody in the project sees them.`}
      >
        <div className="p-4">
          <PairsField
            legend={t`Variables`}
            isLegendHidden
            noun={t`variable`}
            pairs={draft.variables}
            errorOf={(name) => objections[`variables.${name}`]}
            onChange={(variables) => onChange({ variables })}
          />
        </div>
      </Panel>
      <Panel title={t`Secrets`} note={t`They go in and never come out: only their names are shown.`}>
        <div className="p-4">
          <SecretsField
            names={environment?.secretNames ?? []}
            changes={draft.secrets}
            onChange={(secrets) => onChange({ secrets })}
            objections={objections}
          />
        </div>
      </Panel>
    </ProjectFormFrame>
  );
}
