import { NewSuite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { type Objections, objectionTo } from "../../../data/objections.ts";
import { Check } from "../../../ui/check.tsx";
import { Field } from "../../../ui/field.tsx";
import { LinesField } from "../../../ui/lines-field.tsx";
import { PairsField } from "../../../ui/pairs-field.tsx";
import { RadioCards } from "../../../ui/radio-cards.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { ImageField } from "../../image-field.tsx";
import { Panel } from "../../settings/panel.tsx";
import type { CommandKind, SuiteDraft } from "./suite-draft.ts";

export interface FieldsProps {
  draft: SuiteDraft;
  onChange: (part: Partial<SuiteDraft>) => void;
  objections: Objections;
}

const commandKinds: { value: CommandKind; label: string; hint: string }[] = [
  {
    value: "entrypoint",
    label: "entrypoint.sh",
    hint: t`/bin/sh /app/entrypoint.sh <folder>, the center's own default.`,
  },
  { value: "shell", label: t`A shell command`, hint: t`One line, as you would type it.` },
  { value: "exact", label: t`Exact arguments`, hint: t`Run as they are, without a shell.` },
];

/** What runs, and how. */
export function SourceFields({ draft, onChange, objections, isLocal }: FieldsProps & { isLocal: boolean }) {
  const isDirectory = draft.source === "directory";
  return (
    <Panel title={t`What runs`} note={t`Nothing is added to your code: the image only has to run its tests and end.`}>
      <div className="flex flex-col gap-4 p-4">
        {(isLocal || isDirectory) && (
          <RadioCards
            legend={t`Where the tests are`}
            value={draft.source}
            choices={[
              { value: "image", label: t`In an image`, hint: t`That a registry has, or the engine.` },
              { value: "directory", label: t`In a directory`, hint: t`Of this machine: each run gets a copy of it.` },
            ]}
            onChange={(source) => onChange({ source })}
          />
        )}
        {isDirectory && (
          <TextField
            label={t`Directory`}
            hint={t`Its whole path on the center's own host.`}
            isMono
            spellCheck={false}
            placeholder="/home/me/shop"
            error={objections["directory"]}
            value={draft.directory}
            onChange={(directory) => onChange({ directory })}
          />
        )}
        <ImageField
          label={isDirectory ? t`Image to run it in` : t`Image`}
          {...(isDirectory
            ? { hint: t`Empty: its Dockerfile is built; where there is no engine, it runs on this host.` }
            : {})}
          error={objections["image"]}
          value={draft.image}
          onChange={(image) => onChange({ image })}
        />
        <RadioCards
          legend={t`What is run in it`}
          value={draft.commandKind}
          choices={commandKinds}
          onChange={(commandKind) => onChange({ commandKind })}
        />
        {draft.commandKind !== "entrypoint" && (
          <LinesField
            label={draft.commandKind === "shell" ? t`Command` : t`Arguments`}
            hint={
              draft.commandKind === "shell"
                ? t`'{folder}' is replaced by the part of the suite that a run names.`
                : t`One a line, the program first. '{folder}' is replaced by the part of the suite that a run names.`
            }
            placeholder={
              draft.commandKind === "shell" ? "npm ci && npx playwright test {folder}" : "npx\nplaywright\ntest"
            }
            error={objectionTo(objections, "command")}
            value={draft.command}
            onChange={(command) => onChange({ command })}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t`Working directory`}
            hint={t`Inside the sandbox.`}
            isMono
            spellCheck={false}
            error={objections["workingDirectory"]}
            value={draft.workingDirectory}
            onChange={(workingDirectory) => onChange({ workingDirectory })}
          />
          <TextField
            label={t`Folder`}
            hint={t`The part of the suite to run when a run names none.`}
            isMono
            spellCheck={false}
            error={objections["folder"]}
            value={draft.folder}
            onChange={(folder) => onChange({ folder })}
          />
        </div>
        <PairsField
          legend={t`Variables`}
          noun={t`variable`}
          hint={t`Given to every run. Secrets belong into an environment.`}
          pairs={draft.variables}
          errorOf={(name) => objections[`variables.${name}`]}
          onChange={(variables) => onChange({ variables })}
        />
      </div>
    </Panel>
  );
}

/** What is taken from a run. */
export function OutputFields({ draft, onChange, objections }: FieldsProps) {
  return (
    <Panel
      title={t`Results and files`}
      note={t`JUnit XML, CTRF, TAP and Playwright's reports are found where tools leave them.`}
    >
      <div className="flex flex-col gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <LinesField
            label={t`More reports`}
            hint={t`Globs below the working directory, one a line.`}
            placeholder="build/reports/**/*.xml"
            error={objectionTo(objections, "reports")}
            value={draft.reports}
            onChange={(reports) => onChange({ reports })}
          />
          <LinesField
            label={t`More artifacts`}
            hint={t`Globs of files to keep besides the usual folders.`}
            placeholder="screenshots/**"
            error={objectionTo(objections, "artifacts")}
            value={draft.artifacts}
            onChange={(artifacts) => onChange({ artifacts })}
          />
        </div>
        <Check
          label={t`Reports results while it runs`}
          hint={t`Its sandboxes get AAC_RUN_TOKEN and AAC_API_URL, for a reporter that sends results as they come.`}
          isChecked={draft.reporter}
          onChange={(reporter) => onChange({ reporter })}
        />
      </div>
    </Panel>
  );
}

const networks: { value: SuiteDraft["network"]; label: string; hint: string }[] = [
  { value: "egress", label: t`Outwards`, hint: t`All but the engine's host, other sandboxes and a cloud's metadata.` },
  { value: "allow-list", label: t`Some hosts only`, hint: t`Those that are listed, and nothing else.` },
  { value: "none", label: t`None`, hint: t`No network at all.` },
];

const losses = [
  { value: "retry", label: t`Try once more` },
  { value: "fail", label: t`Fail` },
] as const;

/** What one of its sandboxes may use, and where it may run. */
export function LimitFields({ draft, onChange, objections }: FieldsProps) {
  const limit = (label: string, of: keyof SuiteDraft, path: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      inputMode="decimal"
      autoComplete="off"
      error={objections[`limits.${path}`]}
      value={draft[of] as string}
      onChange={(value) => onChange({ [of]: value })}
    />
  );
  return (
    <Panel
      title={t`Limits and workers`}
      note={t`Of each sandbox. A run that reaches one ends with a reason that names it.`}
    >
      <div className="flex flex-col gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {limit(t`Time in minutes`, "timeoutMinutes", "timeoutMs", t`Of one attempt.`)}
          {limit(t`Processors`, "cpus", "cpus", t`Parts are fine, such as 0.5.`)}
          {limit(t`Memory in MiB`, "memoryMiB", "memoryBytes", t`2048 are 2 GiB.`)}
          {limit(t`Processes`, "processes", "processes", t`At a time.`)}
          {limit(t`Disk in GiB`, "diskGiB", "diskBytes", t`What it writes.`)}
          {limit(t`Log in MiB`, "logMiB", "logBytes", t`A longer one is cut, and says so.`)}
          {limit(t`Artifacts in MiB`, "artifactMiB", "artifactBytes", t`All of one attempt.`)}
          <Field label={t`When its worker is lost`}>
            {({ id }) => (
              <Select
                id={id}
                value={draft.onWorkerLoss}
                choices={losses}
                onChange={(chosen) => onChange({ onWorkerLoss: chosen ?? "retry" })}
              />
            )}
          </Field>
        </div>
        <RadioCards
          legend={t`Network`}
          value={draft.network}
          choices={networks}
          onChange={(network) => onChange({ network })}
        />
        {draft.network === "allow-list" && (
          <LinesField
            label={t`Hosts that it reaches`}
            hint={t`One a line: example.org, example.org:443, 10.0.0.7:5432 or 10.0.0.0/8.`}
            error={objectionTo(objections, "limits.allowedHosts")}
            value={draft.allowedHosts}
            onChange={(allowedHosts) => onChange({ allowedHosts })}
          />
        )}
        <TextField
          label={t`Labels that its workers must have`}
          hint={t`Such as gpu, with spaces between. Empty: any worker. At most ${mostLabels}.`}
          isMono
          spellCheck={false}
          error={objectionTo(objections, "runsOn")}
          value={draft.runsOn}
          onChange={(runsOn) => onChange({ runsOn })}
        />
      </div>
    </Panel>
  );
}

const mostLabels = 8;

/** What a suite has that is not told. */
export const presetSuite = NewSuite.parse({ slug: "preset", image: "preset" });
