import { NewSuite, toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { directoryLookQuery } from "../../data/manage-queries.ts";
import { objectionTo } from "../../data/objections.ts";
import { keys, projectsQuery, suitesQuery } from "../../data/queries.ts";
import { useSave } from "../../data/use-save.ts";
import { Button } from "../../ui/button.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { LinesField } from "../../ui/lines-field.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ImageField } from "../image-field.tsx";
import { Panel } from "../settings/panel.tsx";
import { beginRun } from "./begin-run.ts";
import { DirectoryField } from "./directory-field.tsx";
import { ProjectNameField } from "./project-name-field.tsx";

export interface WizardFormProps {
  kind: "image" | "directory";
  /** Slug of the project that was come from. */
  preset: string | undefined;
  executor: string | null;
  onStarted: (run: string) => void;
}

/** What to run, checked while it is typed; and the button that makes all of it and runs it. */
export function WizardForm({ kind, preset, executor, onStarted }: WizardFormProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [project, setProject] = useState(preset ?? "");
  const [image, setImage] = useState("");
  const [directory, setDirectory] = useState("");
  const [isOwnCommand, setOwnCommand] = useState(false);
  const [command, setCommand] = useState("");
  const [name, setName] = useState("");
  const isDirectory = kind === "directory";
  const { data: look } = useQuery({
    ...directoryLookQuery(client, directory.trim()),
    enabled: isDirectory && directory.trim().startsWith("/"),
  });
  const setUp = isDirectory ? (look?.setUp ?? null) : null;
  const preselected = suiteNameOf(isDirectory ? directory : image);
  const projectSlug = toSlug(project);

  const known = {
    projects: () => queryClient.fetchQuery({ ...projectsQuery(client), staleTime: 0 }),
    suites: (of: string) => queryClient.fetchQuery({ ...suitesQuery(client, of), staleTime: 0 }),
  };
  const { save, isSaving, error, objections } = useSave({
    schema: NewSuite,
    send: (suite) =>
      beginRun(client, known, { project: projectSlug, projectName: project.trim() || projectSlug, suite }),
    refresh: [keys.projects],
    onSaved: ({ id }) => onStarted(id),
  });
  const [isProjectMissing, setProjectMissing] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProjectMissing(projectSlug === "");
    if (projectSlug === "") return;
    const shown = name.trim() || preselected;
    save({
      slug: toSlug(shown) || "tests",
      ...(shown ? { name: shown } : {}),
      image: isDirectory ? (executor === "process" ? null : (setUp?.image ?? null)) : image.trim() || null,
      directory: isDirectory ? directory.trim() || null : null,
      command: isOwnCommand ? ["/bin/sh", "-c", command.trim()] : (setUp?.command ?? null),
      workingDirectory: setUp?.workingDirectory ?? "/app",
      reports: setUp?.reports ?? [],
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Panel title={isDirectory ? t`The directory` : t`The image`}>
        <div className="flex flex-col gap-4 p-4">
          {error !== null && <FormError error={error} />}
          {isDirectory ? (
            <DirectoryField
              value={directory}
              executor={executor}
              isCommandGiven={isOwnCommand}
              error={objections["directory"] ?? objections["image"]}
              onChange={setDirectory}
            />
          ) : (
            <ImageField label={t`Image`} error={objections["image"]} value={image} onChange={setImage} />
          )}
          <RadioCards
            legend={t`How are they run?`}
            value={isOwnCommand ? "own" : "usual"}
            choices={[
              {
                value: "usual",
                label: isDirectory ? t`As recognised` : t`Its entrypoint.sh`,
                hint: isDirectory
                  ? t`What was found in the directory decides.`
                  : t`/bin/sh /app/entrypoint.sh, which runs the tests and ends.`,
              },
              { value: "own", label: t`By a command`, hint: t`One line, as you would type it in a shell.` },
            ]}
            onChange={(chosen) => setOwnCommand(chosen === "own")}
          />
          {isOwnCommand && (
            <LinesField
              label={t`Command`}
              hint={t`Exit code 0 is a pass. Reports such as junit.xml are found by themselves.`}
              placeholder="npm ci && npm test"
              error={objectionTo(objections, "command")}
              value={command}
              onChange={setCommand}
            />
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <ProjectNameField
              value={project}
              error={isProjectMissing && projectSlug === "" ? t`Name the project.` : undefined}
              onChange={setProject}
            />
            <TextField
              label={t`Called`}
              hint={t`The suite's name in lists.`}
              autoComplete="off"
              placeholder={preselected || t`End to end`}
              error={objections["slug"] ?? objections["name"]}
              value={name}
              onChange={setName}
            />
          </div>
          <div className="flex flex-wrap items-center justify-end gap-3">
            <p className="text-xs text-text-3">
              <Trans>Everything can be changed later, and more can be set.</Trans>
            </p>
            <Button type="submit" look="primary" icon={Play} isBusy={isSaving}>
              <Trans>Run it</Trans>
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}

/** `e2e` of `ghcr.io/acme/e2e:1.4`, `shop` of `/home/me/shop/`. */
export function suiteNameOf(source: string): string {
  const [path = ""] = source.trim().split("@");
  return /([^/:]+)(:[^/]*)?\/*$/.exec(path)?.[1] ?? "";
}
