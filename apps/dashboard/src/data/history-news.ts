import type { ProjectHealth, RunMark, RunSummary } from "@aac/contract";
import type { QueryClient } from "@tanstack/react-query";
import type { HealthPages } from "./history.ts";
import { keys } from "./queries.ts";

/** So many runs a project's strip shows. */
const shownRuns = 30;
/** However fast runs change, what they came to is read anew no more often than this. */
const rereadMs = 1_000;

/**
 * Shows news of runs in what is known over runs: strips at once; the rest is read anew, once the news says that a run
 * has ended. The server tells of an ended run again when it has added it to the histories.
 */
export function createHistoryNews(
  queryClient: QueryClient,
  schedule: (work: () => void, ms: number) => void = setTimeout,
): (news: readonly RunSummary[]) => void {
  const projects = new Set<string>();
  let isWaiting = false;
  const reread = () => {
    isWaiting = false;
    const ended = new Set(projects);
    projects.clear();
    void queryClient.invalidateQueries({ queryKey: keys.activity });
    if (ended.size === 0) return;
    void queryClient.invalidateQueries({
      predicate: ({ queryKey: [kind, project] }) =>
        kind === "history" && (project === null || ended.has(project as string)),
    });
  };
  return (news) => {
    queryClient.setQueryData<HealthPages>(keys.health, (pages) => pages && withRuns(pages, news));
    for (const run of news) if (run.verdict !== null) projects.add(run.project);
    if (isWaiting || news.length === 0) return;
    isWaiting = true;
    schedule(reread, rereadMs);
  };
}

/** The projects with what the news says of their newest runs. */
export function withRuns(pages: HealthPages, news: readonly RunSummary[]): HealthPages {
  const byProject = Map.groupBy(news, ({ project }) => project);
  const change = (health: ProjectHealth): ProjectHealth => {
    const own = byProject.get(health.project);
    return own ? { ...health, runs: own.map(toMark).reduce(withRun, health.runs) } : health;
  };
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
}

function withRun(runs: readonly RunMark[], run: RunMark): RunMark[] {
  const others = runs.filter(({ id }) => id !== run.id);
  // Ids sort by when runs were triggered.
  const at = others.findLastIndex(({ id }) => id < run.id) + 1;
  if (at === 0 && others.length >= shownRuns) return others;
  return others.toSpliced(at, 0, run).slice(-shownRuns);
}

const toMark = ({ id, number, suite, branch, environment, state, createdAt, durationMs }: RunSummary): RunMark => ({
  id,
  number,
  suite,
  branch,
  environment,
  state,
  createdAt,
  durationMs,
});
