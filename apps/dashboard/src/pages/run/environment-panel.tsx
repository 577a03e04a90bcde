import type { Environment, Run } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { useClient } from "../../data/client-context.ts";
import { environmentsQuery } from "../../data/queries.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { formatBytes, formatDuration } from "../../ui/format.ts";
import { ErrorState } from "../../ui/message.tsx";
import { Table, Td } from "../../ui/table.tsx";

interface Variable {
  name: string;
  value: string | null;
  from: string;
  /** Another of the same name is stronger. */
  isOverruled: boolean;
}

/** What the suite was given: where it ran, and its variables; of secrets only that they were there. */
export function EnvironmentPanel({ run }: { run: Run }) {
  const environments = useQuery({ ...environmentsQuery(useClient(), run.project), enabled: run.environment !== null });
  const environment = environments.data?.find(({ slug }) => slug === run.environment) ?? null;
  const { asTriggered } = run;
  const images = [...new Set(run.jobs.flatMap((job) => job.attempts.flatMap(({ image }) => image ?? [])))];
  const variables = variablesOf(run, environment);
  const hasChanged = environment !== null && environment.updatedAt > run.createdAt;
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid gap-x-8 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm sm:grid-cols-2">
        <Fact name={t`Environment`}>
          {run.environment ? (
            <Link to="/projects/$project" params={{ project: run.project }} className="link">
              {environment?.name ?? run.environment}
            </Link>
          ) : (
            t`None`
          )}
        </Fact>
        <Fact name={t`Base URL`}>
          {environment?.baseUrl ? (
            <a href={environment.baseUrl} target="_blank" rel="noreferrer" className="break-all link">
              {environment.baseUrl}
            </a>
          ) : environments.error ? (
            t`Not read`
          ) : environments.isLoading ? (
            <span aria-busy aria-label={t`Loading`} className="skeleton inline-block h-3 w-40" />
          ) : (
            t`None`
          )}
        </Fact>
        <Fact name={asTriggered.image ? t`Image` : t`Directory`}>
          <Mono text={asTriggered.image ?? asTriggered.directory} />
        </Fact>
        {asTriggered.image && (
          <Fact name={t`Image that ran, by digest`}>
            {images.length === 0 ? t`Not known yet` : images.map((image) => <Mono key={image} text={image} />)}
          </Fact>
        )}
        <Fact name={t`Command`}>
          <Mono text={asTriggered.command?.join(" ") ?? `/bin/sh /app/entrypoint.sh ${run.folder}`} />
        </Fact>
        <Fact name={t`Working directory`}>
          <Mono text={asTriggered.workingDirectory} />
        </Fact>
        <Fact name={t`Limits`}>
          <Trans>
            {plural(asTriggered.limits.cpus, { one: "# processor", other: "# processors" })},{" "}
            {formatBytes(asTriggered.limits.memoryBytes)} of memory, {formatDuration(asTriggered.limits.timeoutMs)}
          </Trans>
        </Fact>
        <Fact name={t`Network`}>{asTriggered.limits.network}</Fact>
      </dl>
      {environments.error && (
        <ErrorState isPart error={environments.error} onRetry={() => void environments.refetch()} />
      )}
      {hasChanged && (
        <p className="text-xs text-timed-out">
          <Trans>
            The environment was changed after this run was triggered: what it says now may not be what the run was
            given.
          </Trans>
        </p>
      )}
      <Table label={t`Variables`} columns={[t`Variable`, t`Value`, t`From`]}>
        {variables.map(({ name, value, from, isOverruled }) => (
          <tr key={`${from} ${name}`} className="hover:bg-hover">
            <Td className="font-mono text-xs">
              {isOverruled ? <s title={t`One of the same name is stronger`}>{name}</s> : name}
            </Td>
            <Td className="font-mono text-xs break-all">
              {value === null ? (
                <span className="inline-flex items-center gap-1.5 font-sans text-text-2">
                  <KeyRound aria-hidden size={13} /> <Trans>Secret</Trans>
                </span>
              ) : (
                <span className="flex items-start gap-1">
                  {value || (
                    <span className="font-sans text-text-3">
                      <Trans>empty</Trans>
                    </span>
                  )}
                  {value && <CopyButton text={value} label={t`Copy ${name}`} />}
                </span>
              )}
            </Td>
            <Td className="text-xs whitespace-nowrap text-text-2">{from}</Td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** By their names; the strongest of a name first. */
function variablesOf(run: Run, environment: Environment | null): Variable[] {
  const sources: [string, Record<string, string | null>][] = [
    [t`Center`, contractOf(run)],
    [t`Run`, run.variables],
    [
      t`Environment`,
      {
        ...environment?.variables,
        ...Object.fromEntries((environment?.secretNames ?? []).map((name) => [name, null])),
      },
    ],
    [t`Suite`, run.asTriggered.variables],
    [t`Environment`, environment?.baseUrl ? { BASE_URL: environment.baseUrl } : {}],
  ];
  const seen = new Set<string>();
  const all = sources.flatMap(([from, variables]) =>
    Object.entries(variables).map(([name, value]): Variable => {
      const isOverruled = seen.has(name);
      seen.add(name);
      return { name, value, from, isOverruled };
    }),
  );
  return all.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** What the center itself sets; of several shards each has its own number. */
function contractOf(run: Run): Record<string, string> {
  return {
    CI: "true",
    FRAMEWORK_AGNOSTIC: "true",
    AAC_RUN_ID: run.id,
    AAC_SHARDS: String(run.shards),
    AAC_SHARD: run.jobs.map(({ shard }) => shard).join(", "),
  };
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-text-3">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}

function Mono({ text }: { text: string | null }) {
  if (text === null) return <span className="text-text-3">–</span>;
  return (
    <span className="flex items-start gap-1 font-mono text-xs break-all">
      {text}
      <CopyButton text={text} label={t`Copy`} />
    </span>
  );
}
