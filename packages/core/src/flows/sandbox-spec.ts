import { Problem, toProblem } from "../domain/problems.ts";
import { attemptIdOf, type RunRecord } from "../domain/run/records.ts";
import type { SandboxPolicyRecord } from "../domain/tenancy/sandbox-policy.ts";
import type { EnvironmentRecord } from "../domain/tenancy/records.ts";
import type { SandboxSpec } from "../ports/executor.ts";
import { environmentSecret } from "../ports/sealed-fields.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { findSandboxPolicy, openRegistry } from "./manage-sandbox-policy.ts";
import type { ReporterAccess } from "./run-tokens.ts";

/**
 * What a job's sandbox is made of, with the environment's secrets opened; those secrets, to be masked; and what the
 * organization asks of it now.
 */
export async function sandboxSpec(
  center: Center,
  run: RunRecord,
  { job }: Pick<Claim, "job">,
  { reporter = null, traceparent = null }: { reporter?: ReporterAccess | null; traceparent?: string | null } = {},
): Promise<{ spec: SandboxSpec; secrets: string[]; policy: SandboxPolicyRecord }> {
  const policy = await findSandboxPolicy(center, run.orgId);
  const environment = run.environmentId
    ? await center.store.tenant(run.orgId).environments.get(run.environmentId)
    : null;
  const secrets = await openSecrets(center, environment);
  const { suite } = run;
  const registry = await openRegistry(center, policy, suite.image);
  const usesEntrypoint = suite.command === null;
  return {
    policy,
    // An engine that cannot pull may quote what it was shown.
    secrets: [
      ...Object.values(secrets),
      ...(reporter ? [reporter.token] : []),
      ...(registry ? [registry.password] : []),
    ],
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
      runtime: policy.runtime,
      registry,
      variables: {
        // By which a suite that is traced itself joins the trace of whoever triggered it.
        ...(traceparent === null ? {} : { TRACEPARENT: traceparent }),
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

/** Throws Problem `master_key_missing` or `secret_unreadable`, with the secret's name. */
async function openSecrets(center: Center, environment: EnvironmentRecord | null): Promise<Record<string, string>> {
  if (!environment) return {};
  const opened: Record<string, string> = {};
  for (const [name, sealed] of Object.entries(environment.secrets)) {
    const place = { scope: environment.orgId, context: environmentSecret(environment.id, name) };
    opened[name] = await center.vault.open(sealed, place).catch((error: unknown) => {
      const { code, message } = toProblem(error);
      throw new Problem(code, `Secret ${name} of environment "${environment.slug}": ${message}`, { cause: error });
    });
  }
  return opened;
}
