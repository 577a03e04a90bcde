import type { Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Boxes, Plus, Sparkles } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { runsQuery, suitesQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { EmptyState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Loaded } from "../page-states.tsx";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { SuiteRow } from "./suite-row.tsx";

const route = getRouteApi("/app/projects/$project");
/** Of the whole project, in one request; most suites' last runs are among them. */
const runsAtOnce = 200;

/** The suites of a project: how each has been going, and a button that runs it. */
export function ProjectPage() {
  const { project: slug } = route.useParams();
  const client = useClient();
  const read = useQuery(suitesQuery(client, slug));
  const { data, error } = useInfiniteQuery(runsQuery(client, { project: slug }, runsAtOnce));
  const mayChange = useMay("suites:change");
  const [running, setRunning] = useState<Suite | null>(null);
  const runs = data?.pages.flatMap((page) => page.items);

  return (
    <>
      <PageTitle title={slug} />
      <Loaded read={read}>
        {(suites) =>
          suites.length === 0 ? (
            <EmptyState icon={Boxes} title={t`This project has no suites`}>
              <p>
                <Trans>A suite says how some tests are run: an image, or a folder with tests.</Trans>
              </p>
              {mayChange && (
                <div className="flex flex-wrap justify-center gap-2">
                  <ButtonLink look="primary">
                    <Link to="/new" search={{ project: slug }}>
                      <Sparkles aria-hidden size={15} /> <Trans>Guide me to a first run</Trans>
                    </Link>
                  </ButtonLink>
                  <NewSuiteLink project={slug} />
                </div>
              )}
              <p>
                <Trans>Or from a shell:</Trans>
              </p>
              <Command>{`aac run ./my-tests --project ${slug}`}</Command>
            </EmptyState>
          ) : (
            <>
              {mayChange && (
                <div className="flex justify-end">
                  <NewSuiteLink project={slug} />
                </div>
              )}
              <ul aria-label={t`Suites`} className="rounded-lg border border-line bg-surface">
                {suites.map((suite) => (
                  <SuiteRow
                    key={suite.id}
                    suite={suite}
                    projectRuns={runs}
                    isUnread={error !== null}
                    areAllRunsHere={data?.pages.at(-1)?.nextCursor === null}
                    onRun={() => setRunning(suite)}
                  />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
      {running && <LazyRunDialog onClose={() => setRunning(null)} suite={running} />}
    </>
  );
}

function NewSuiteLink({ project }: { project: string }) {
  return (
    <ButtonLink>
      <Link to="/projects/$project/suites/new" params={{ project }}>
        <Plus aria-hidden size={15} /> <Trans>New suite</Trans>
      </Link>
    </ButtonLink>
  );
}
