import type { NewSuite, Suite } from "@aac/contract";
import { linesOf } from "../../../ui/lines-field.tsx";
import { type Pair, pairsOf, recordOf } from "../../../ui/pairs-field.tsx";

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export type CommandKind = "entrypoint" | "shell" | "exact";

/** A suite as it is typed: numbers are text, and in units that people use. */
export interface SuiteDraft {
  slug: string;
  name: string;
  description: string;
  source: "image" | "directory";
  image: string;
  directory: string;
  commandKind: CommandKind;
  /** A shell's line, or one argument a line. */
  command: string;
  workingDirectory: string;
  folder: string;
  variables: Pair[];
  artifacts: string;
  reports: string;
  runsOn: string;
  reporter: boolean;
  onWorkerLoss: "retry" | "fail";
  cpus: string;
  memoryMiB: string;
  processes: string;
  diskGiB: string;
  timeoutMinutes: string;
  logMiB: string;
  artifactMiB: string;
  network: Suite["limits"]["network"];
  allowedHosts: string;
}

const shell = ["/bin/sh", "-c"];
const round = (value: number) => String(Number(value.toFixed(3)));

/** A suite as it is, to be changed. */
export function draftOf(suite: Suite): SuiteDraft {
  const { command, limits } = suite;
  const isShell = command?.length === 3 && command[0] === shell[0] && command[1] === shell[1];
  return {
    slug: suite.slug,
    name: suite.name,
    description: suite.description,
    source: suite.directory === null ? "image" : "directory",
    image: suite.image ?? "",
    directory: suite.directory ?? "",
    commandKind: command === null ? "entrypoint" : isShell ? "shell" : "exact",
    command: command === null ? "" : isShell ? command[2]! : command.join("\n"),
    workingDirectory: suite.workingDirectory,
    folder: suite.folder,
    variables: pairsOf(suite.variables),
    artifacts: suite.artifacts.join("\n"),
    reports: suite.reports.join("\n"),
    runsOn: suite.runsOn.join(" "),
    reporter: suite.reporter,
    onWorkerLoss: suite.onWorkerLoss,
    cpus: String(limits.cpus),
    memoryMiB: round(limits.memoryBytes / MiB),
    processes: String(limits.processes),
    diskGiB: round(limits.diskBytes / GiB),
    timeoutMinutes: round(limits.timeoutMs / 60_000),
    logMiB: round(limits.logBytes / MiB),
    artifactMiB: round(limits.artifactBytes / MiB),
    network: limits.network,
    allowedHosts: limits.allowedHosts.join("\n"),
  };
}

/** What a new suite begins with, where nothing is said: the contract's own defaults. */
export function draftOfNew(preset: NewSuite): SuiteDraft {
  const suite = { ...preset, name: "", slug: "", image: null, directory: null };
  return draftOf({ ...suite, id: "", project: "", createdAt: "", updatedAt: "" });
}

/** What the API takes of it. What is no number becomes NaN, which the contract refuses by the field's name. */
export function bodyOf(draft: SuiteDraft) {
  const amount = (text: string, unit = 1) => (text.trim() === "" ? Number.NaN : Math.round(Number(text) * unit));
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    image: draft.image.trim() || null,
    directory: draft.source === "directory" ? draft.directory.trim() || null : null,
    command: commandOf(draft),
    workingDirectory: draft.workingDirectory.trim(),
    folder: draft.folder.trim(),
    variables: recordOf(draft.variables),
    artifacts: linesOf(draft.artifacts),
    reports: linesOf(draft.reports),
    runsOn: draft.runsOn.split(/[\s,]+/).filter(Boolean),
    reporter: draft.reporter,
    onWorkerLoss: draft.onWorkerLoss,
    limits: {
      cpus: draft.cpus.trim() === "" ? Number.NaN : Number(draft.cpus),
      memoryBytes: amount(draft.memoryMiB, MiB),
      processes: amount(draft.processes),
      diskBytes: amount(draft.diskGiB, GiB),
      timeoutMs: amount(draft.timeoutMinutes, 60_000),
      logBytes: amount(draft.logMiB, MiB),
      artifactBytes: amount(draft.artifactMiB, MiB),
      network: draft.network,
      allowedHosts: draft.network === "allow-list" ? linesOf(draft.allowedHosts) : [],
    },
  };
}

function commandOf({ commandKind, command }: SuiteDraft): string[] | null {
  if (commandKind === "entrypoint") return null;
  if (commandKind === "shell") return command.trim() === "" ? [] : [...shell, command.trim()];
  return command.split("\n").filter((argument) => argument !== "");
}
