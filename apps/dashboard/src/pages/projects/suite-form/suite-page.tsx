import { NewSuite, type Suite, SuiteChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "../../../data/client-context.ts";
import { keys, sessionQuery, suitesQuery } from "../../../data/queries.ts";
import { useChange } from "../../../data/use-change.ts";
import { useMay } from "../../../data/use-may.ts";
import { useSave } from "../../../data/use-save.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { useToaster } from "../../../ui/toast.tsx";
import { NotFoundPage } from "../../not-found.tsx";
import { namedBody, NameFields } from "../../name-fields.tsx";
import { Loaded } from "../../page-states.tsx";
import { Panel } from "../../settings/panel.tsx";
import { type ProjectForm, ProjectFormFrame } from "../project-form.tsx";
import { bodyOf, draftOf, draftOfNew, type SuiteDraft } from "./suite-draft.ts";
import { LimitFields, OutputFields, presetSuite, SourceFields } from "./suite-fields.tsx";

const editRoute = getRouteApi("/app/projects/$project/suites/$suite");
const newRoute = getRouteApi("/app/projects/$project/suites/new");

/** Makes a suite. */
export function NewSuitePage() {
  const { project } = newRoute.useParams();
  const client = useClient();
  const navigate = useNavigate();
  const toaster = useToaster();
  const [draft, setDraft] = useState(() => draftOfNew(presetSuite));
  const { save, ...saving } = useSave({
    schema: NewSuite,
    send: (body) => client.call("createSuite", { params: { project }, body }),
    refresh: [keys.suites(project)],
    onSaved: (suite) => {
      toaster.done(t`${suite.name} is there`);
      return navigate({ to: "/projects/$project", params: { project } });
    },
  });
  const submit = () => {
    const { name: _, ...body } = bodyOf(draft);
    save({ ...body, ...namedBody(draft) });
  };
  return (
    <SuiteForm
      project={project}
      title={t`New suite`}
      draft={draft}
      isNew
      onChange={(part) => setDraft({ ...draft, ...part })}
      onSubmit={submit}
      {...saving}
    />
  );
}

/** Changes a suite, or deletes it. */
export function SuitePage() {
  const { project, suite: slug } = editRoute.useParams();
  const read = useQuery(suitesQuery(useClient(), project));
  return (
    <Loaded read={read}>
      {(suites) => {
        const suite = suites.find((other) => other.slug === slug);
        return suite ? <EditSuite key={suite.id} suite={suite} /> : <NotFoundPage />;
      }}
    </Loaded>
  );
}

function EditSuite({ suite }: { suite: Suite }) {
  const { project, slug } = suite;
  const client = useClient();
  const navigate = useNavigate();
  const toaster = useToaster();
  const [draft, setDraft] = useState(() => draftOf(suite));
  const params = { project, suite: slug };
  const leave = () => navigate({ to: "/projects/$project", params: { project } });
  const { save, ...saving } = useSave({
    schema: SuiteChange,
    send: (body) => client.call("changeSuite", { params, body }),
    refresh: [keys.suites(project)],
    onSaved: () => {
      toaster.done(t`Saved: runs from now on have it so`);
      return leave();
    },
  });
  const remove = useChange(
    keys.suites(project),
    () => client.call("deleteSuite", { params }),
    () => void leave(),
  );
  return (
    <SuiteForm
      project={project}
      title={suite.name}
      draft={draft}
      onChange={(part) => setDraft({ ...draft, ...part })}
      onSubmit={() => save(bodyOf(draft))}
      {...saving}
      error={saving.error ?? remove.error}
      removal={{ isBusy: remove.isPending, onRemove: remove.mutate }}
    />
  );
}

interface FormProps extends ProjectForm<SuiteDraft> {
  isNew?: boolean;
}

function SuiteForm({ isNew = false, ...form }: FormProps) {
  const { draft, onChange, objections } = form;
  const { data: session } = useQuery(sessionQuery(useClient()));
  const mayChange = useMay("suites:change");
  const fields = { draft, onChange, objections };
  return (
    <ProjectFormFrame
      {...form}
      place={<span>{isNew ? t`New suite` : t`Suite`}</span>}
      mayChange={mayChange}
      refusal={
        <p className="text-xs text-text-3">
          <Trans>Your role may look at suites, and not change them.</Trans>
        </p>
      }
      action={isNew ? t`Create the suite` : t`Save`}
      removalWords={{ label: t`Delete the suite`, confirmation: t`Delete for good; its runs stay` }}
      width="max-w-4xl"
    >
      <Panel title={t`Its name`}>
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          <NameFields
            value={draft}
            objections={objections}
            onChange={onChange}
            examples={{ name: t`End to end`, slug: "e2e" }}
            isNew={isNew}
          />
          <div className="sm:col-span-2">
            <TextField
              label={t`Description`}
              error={objections["description"]}
              value={draft.description}
              onChange={(description) => onChange({ description })}
            />
          </div>
        </div>
      </Panel>
      <SourceFields {...fields} isLocal={session?.mode === "local"} />
      <OutputFields {...fields} />
      <LimitFields {...fields} />
    </ProjectFormFrame>
  );
}
