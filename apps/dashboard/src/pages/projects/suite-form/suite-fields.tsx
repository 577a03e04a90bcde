import { NewSuite } from "@aac/contract";
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
    hint: "/bin/sh /app/entrypoint.sh <folder>, the center's own default.",
  },
  { value: "shell", label: "A shell command", hint: "One line, as you would type it." },
  { value: "exact", label: "Exact arguments", hint: "Run as they are, without a shell." },
];

/** What runs, and how. */
export function SourceFields({ draft, onChange, objections, isLocal }: FieldsProps & { isLocal: boolean }) {
  const isDirectory = draft.source === "directory";
  return (
    <Panel title="What runs" note="Nothing is added to your code: the image only has to run its tests and end.">
      <div className="flex flex-col gap-4 p-4">
        {(isLocal || isDirectory) && (
          <RadioCards
            legend="Where the tests are"
            value={draft.source}
            choices={[
              { value: "image", label: "In an image", hint: "That a registry has, or the engine." },
              { value: "directory", label: "In a directory", hint: "Of this machine: each run gets a copy of it." },
            ]}
            onChange={(source) => onChange({ source })}
          />
        )}
        {isDirectory && (
          <TextField
            label="Directory"
            hint="Its whole path on the center's own host."
            isMono
            spellCheck={false}
            placeholder="/home/me/shop"
            error={objections["directory"]}
            value={draft.directory}
            onChange={(directory) => onChange({ directory })}
          />
        )}
        <ImageField
          label={isDirectory ? "Image to run it in" : "Image"}
          {...(isDirectory
            ? { hint: "Empty: its Dockerfile is built; where there is no engine, it runs on this host." }
            : {})}
          error={objections["image"]}
          value={draft.image}
          onChange={(image) => onChange({ image })}
        />
        <RadioCards
          legend="What is run in it"
          value={draft.commandKind}
          choices={commandKinds}
          onChange={(commandKind) => onChange({ commandKind })}
        />
        {draft.commandKind !== "entrypoint" && (
          <LinesField
            label={draft.commandKind === "shell" ? "Command" : "Arguments"}
            hint={
              draft.commandKind === "shell"
                ? "{folder} is replaced by the part of the suite that a run names."
                : "One a line, the program first. {folder} is replaced by the part of the suite that a run names."
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
            label="Working directory"
            hint="Inside the sandbox."
            isMono
            spellCheck={false}
            error={objections["workingDirectory"]}
            value={draft.workingDirectory}
            onChange={(workingDirectory) => onChange({ workingDirectory })}
          />
          <TextField
            label="Folder"
            hint="The part of the suite to run when a run names none."
            isMono
            spellCheck={false}
            error={objections["folder"]}
            value={draft.folder}
            onChange={(folder) => onChange({ folder })}
          />
        </div>
        <PairsField
          legend="Variables"
          noun="variable"
          hint="Given to every run. Secrets belong into an environment."
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
      title="Results and files"
      note="JUnit XML, CTRF, TAP and Playwright's reports are found where tools leave them."
    >
      <div className="flex flex-col gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <LinesField
            label="More reports"
            hint="Globs below the working directory, one a line."
            placeholder="build/reports/**/*.xml"
            error={objectionTo(objections, "reports")}
            value={draft.reports}
            onChange={(reports) => onChange({ reports })}
          />
          <LinesField
            label="More artifacts"
            hint="Globs of files to keep besides the usual folders."
            placeholder="screenshots/**"
            error={objectionTo(objections, "artifacts")}
            value={draft.artifacts}
            onChange={(artifacts) => onChange({ artifacts })}
          />
        </div>
        <Check
          label="Reports results while it runs"
          hint="Its sandboxes get AAC_RUN_TOKEN and AAC_API_URL, for a reporter that sends results as they come."
          isChecked={draft.reporter}
          onChange={(reporter) => onChange({ reporter })}
        />
      </div>
    </Panel>
  );
}

const networks: { value: SuiteDraft["network"]; label: string; hint: string }[] = [
  { value: "egress", label: "Outwards", hint: "All but the engine's host, other sandboxes and a cloud's metadata." },
  { value: "allow-list", label: "Some hosts only", hint: "Those that are listed, and nothing else." },
  { value: "none", label: "None", hint: "No network at all." },
];

const losses = [
  { value: "retry", label: "Try once more" },
  { value: "fail", label: "Fail" },
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
    <Panel title="Limits and workers" note="Of each sandbox. A run that reaches one ends with a reason that names it.">
      <div className="flex flex-col gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {limit("Time in minutes", "timeoutMinutes", "timeoutMs", "Of one attempt.")}
          {limit("Processors", "cpus", "cpus", "Parts are fine, such as 0.5.")}
          {limit("Memory in MiB", "memoryMiB", "memoryBytes", "2048 are 2 GiB.")}
          {limit("Processes", "processes", "processes", "At a time.")}
          {limit("Disk in GiB", "diskGiB", "diskBytes", "What it writes.")}
          {limit("Log in MiB", "logMiB", "logBytes", "A longer one is cut, and says so.")}
          {limit("Artifacts in MiB", "artifactMiB", "artifactBytes", "All of one attempt.")}
          <Field label="When its worker is lost">
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
          legend="Network"
          value={draft.network}
          choices={networks}
          onChange={(network) => onChange({ network })}
        />
        {draft.network === "allow-list" && (
          <LinesField
            label="Hosts that it reaches"
            hint="One a line: example.org, example.org:443, 10.0.0.7:5432 or 10.0.0.0/8."
            error={objectionTo(objections, "limits.allowedHosts")}
            value={draft.allowedHosts}
            onChange={(allowedHosts) => onChange({ allowedHosts })}
          />
        )}
        <TextField
          label="Labels that its workers must have"
          hint={`Such as gpu, with spaces between. Empty: any worker. At most ${mostLabels}.`}
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
