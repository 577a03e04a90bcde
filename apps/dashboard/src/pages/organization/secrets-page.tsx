import type { Environment } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { secretsQuery } from "../../data/manage-queries.ts";
import { Badge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Ago } from "../../ui/time.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel } from "../settings/panel.tsx";

/** The secrets of all environments by name: what there is, and where it is changed. */
export function SecretsPage() {
  const client = useClient();
  const read = useQuery(secretsQuery(client, useQueryClient()));
  return (
    <>
      <PageTitle title={t`Secrets`} />
      <PageHead title={t`Secrets`} />
      <p className="-mt-2 max-w-3xl text-sm text-text-2">
        <Trans>
          Secrets belong to environments. They are sealed when they are saved, opened for a sandbox alone, and masked in
          logs and results. Nobody is shown their values.
        </Trans>
      </p>
      <Loaded read={read}>
        {(environments) => <ByEnvironment having={environments.filter(({ secretNames }) => secretNames.length > 0)} />}
      </Loaded>
    </>
  );
}

function ByEnvironment({ having }: { having: readonly Environment[] }) {
  if (having.length === 0) {
    return (
      <EmptyState icon={KeyRound} title={t`There are no secrets`}>
        <p>
          <Trans>
            Open a{" "}
            <Link to="/projects" className="link">
              project
            </Link>{" "}
            and its environments to add some.
          </Trans>
        </p>
      </EmptyState>
    );
  }
  return (
    <Panel title={t`By environment`}>
      <ul aria-label={t`Environments with secrets`}>
        {having.map((environment) => (
          <li
            key={environment.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <Link
              to="/projects/$project/environments/$environment"
              params={{ project: environment.project, environment: environment.slug }}
              data-row
              className="min-w-0 basis-52 font-medium hover:underline"
            >
              {environment.name}{" "}
              <span className="font-normal text-text-3">
                <Trans>of {environment.project}</Trans>
              </span>
            </Link>
            <span className="flex min-w-0 flex-1 flex-wrap gap-1.5 font-mono">
              {environment.secretNames.map((name) => (
                <Badge key={name}>{name}</Badge>
              ))}
            </span>
            <span className="text-xs text-text-3">
              <Trans>
                changed <Ago instant={environment.updatedAt} />
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
