import { toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { runsQuery } from "../../data/queries.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { LiveMark } from "../../ui/live-mark.tsx";
import { LastRun } from "../projects/recent-runs.tsx";
import { Panel } from "../settings/panel.tsx";
import { CiSnippet } from "./ci-snippet.tsx";
import { ProjectNameField } from "./project-name-field.tsx";

/** For tests that run elsewhere: how their reports are sent, and the first of them as it comes. */
export function UploadSteps({ preset }: { preset: string | undefined }) {
  const [project, setProject] = useState(preset ?? "");
  const slug = toSlug(project);
  return (
    <>
      <Panel title={t`The project`}>
        <div className="p-4">
          <ProjectNameField value={project} error={undefined} onChange={setProject} />
        </div>
      </Panel>
      {slug !== "" && (
        <>
          <CiSnippet target={{ project: slug, upload: true }} />
          <Arrivals project={slug} />
        </>
      )}
    </>
  );
}

function Arrivals({ project }: { project: string }) {
  // Of all projects: this one may not be there before its first report is.
  const { data } = useInfiniteQuery(runsQuery(useClient(), { trigger: "upload" }));
  const connection = useRunNews();
  const newest = data?.pages.flatMap((page) => page.items).find((run) => run.project === project);
  return (
    <Panel title={t`What has come`} actions={<LiveMark connection={connection} />}>
      <div role="status" className="flex items-center gap-3 px-4 py-4 text-sm">
        {newest ? (
          <>
            <LastRun run={newest} />
            <span className="min-w-0 flex-1">
              <Trans>
                A report of {newest.suiteName} came, with {newest.totals.tests} tests. What was read of it is a run now.
              </Trans>
            </span>
          </>
        ) : (
          <span className="text-text-3">
            <Trans>Nothing yet: the first report shows up here by itself.</Trans>
          </span>
        )}
      </div>
    </Panel>
  );
}
