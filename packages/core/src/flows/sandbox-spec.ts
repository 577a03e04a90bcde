import { attemptIdOf, type RunRecord } from "../domain/run/records.ts";
import type { EnvironmentRecord } from "../domain/tenancy/records.ts";
import type { SandboxSpec } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import type { ReporterAccess } from "./run-tokens.ts";

/** What a job's sandbox is made of, with the environment's secrets opened; and those secrets, to be masked. */
export async function sandboxSpec(
  center: Center,
  run: RunRecord,
  { job }: Pick<Claim, "job">,
  reporter: ReporterAccess | null = null,
): Promise<{ spec: SandboxSpec; secrets: string[] }> {
  const environment = run.environmentId
    ? await center.store.tenant(run.orgId).environments.get(run.environmentId)
    : null;
  const secrets = openSecrets(center, environment);
  const { suite } = run;
  const usesEntrypoint = suite.command === null;
  return {
    secrets: [...Object.values(secrets), ...(reporter ? [reporter.token] : [])],
    spec: {
      orgId: run.orgId,
      runId: run.id,
      jobId: job.id,
      attemptId: attemptIdOf(job.id, job.attempts),
      image: suite.image,
      directory: suite.directory,
      command: suite.command?.map((argument) => argument.replaceAll("{folder}", run.folder)) ?? [
        "/bin/sh",
        `${suite.workingDirectory.replace(/\/$/, "")}/entrypoint.sh`,
        run.folder,
      ],
      usesEntrypoint,
      workingDirectory: suite.workingDirectory,
      limits: suite.limits,
      variables: {
        ...(environment?.baseUrl ? { BASE_URL: environment.baseUrl } : {}),
        ...suite.variables,
        ...environment?.variables,
        ...secrets,
        ...run.variables,
        CI: "true",
        TASK_ID: job.id,
        FRAMEWORK_AGNOSTIC: "true",
        AAC_RUN_ID: run.id,
        AAC_SHARD: String(job.shard),
        AAC_SHARDS: String(run.shards),
        ...(reporter ? { AAC_RUN_TOKEN: reporter.token, AAC_API_URL: reporter.apiUrl } : {}),
      },
    },
  };
}

/** Binds a sealed secret to its place, so that it opens in no other. */
export const secretContext = (environmentId: string, name: string) => `environment:${environmentId}:${name}`;

function openSecrets(center: Center, environment: EnvironmentRecord | null): Record<string, string> {
  if (!environment) return {};
  return Object.fromEntries(
    Object.entries(environment.secrets).map(([name, sealed]) => [
      name,
      center.vault.open(sealed, secretContext(environment.id, name)),
    ]),
  );
}
