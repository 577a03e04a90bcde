import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Server } from "lucide-react";
import { useClient } from "../../../data/client-context.ts";
import { environmentsQuery } from "../../../data/queries.ts";
import { useMay } from "../../../data/use-may.ts";
import { ButtonLink } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/message.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Ago } from "../../../ui/time.tsx";
import { Loaded } from "../../page-states.tsx";

const route = getRouteApi("/app/projects/$project/environments");

/** Where the suites of a project are run against, and with which secrets. */
export function EnvironmentsPage() {
  const { project } = route.useParams();
  const read = useQuery(environmentsQuery(useClient(), project));
  const mayChange = useMay("environments:change");
  const add = mayChange && (
    <ButtonLink look="primary">
      <Link to="/projects/$project/environments/new" params={{ project }}>
        <Plus aria-hidden size={15} /> <Trans>New environment</Trans>
      </Link>
    </ButtonLink>
  );
  return (
    <>
      <PageTitle title={t`Environments of ${project}`} />
      <Loaded read={read}>
        {(environments) =>
          environments.length === 0 ? (
            <EmptyState icon={Server} title={t`This project has no environments`}>
              <p>
                <Trans>
                  An environment is what the same suite is run against: staging, production. It has an address,
                  variables, and secrets that are given to sandboxes and shown to nobody.
                </Trans>
              </p>
              {add}
            </EmptyState>
          ) : (
            <>
              <div className="flex justify-end">{add}</div>
              <ul aria-label={t`Environments`} className="rounded-lg border border-line bg-surface">
                {environments.map((environment) => (
                  <li
                    key={environment.id}
                    className="relative flex flex-wrap items-center gap-x-5 gap-y-1 border-b border-line px-4 py-3 transition-colors last:border-b-0 hover:bg-hover"
                  >
                    <div className="min-w-0 flex-1 basis-56">
                      <Link
                        to="/projects/$project/environments/$environment"
                        params={{ project, environment: environment.slug }}
                        data-row
                        className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
                      >
                        {environment.name}
                      </Link>
                      <p className="truncate font-mono text-xs text-text-3">
                        {environment.baseUrl ?? environment.slug}
                      </p>
                    </div>
                    <span className="text-xs text-text-2">
                      {plural(Object.keys(environment.variables).length, { one: "# variable", other: "# variables" })},{" "}
                      {plural(environment.secretNames.length, { one: "# secret", other: "# secrets" })}
                    </span>
                    <Ago instant={environment.updatedAt} className="text-xs text-text-3" />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  );
}
