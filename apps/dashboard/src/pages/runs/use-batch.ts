import { ApiError, type Client, mostRunsAtOnce, type RunOutcome, type RunSummary } from "@aac/contract";
import { plural } from "@lingui/core/macro";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { changeItems, type RunPages, withoutRuns } from "../../data/run-news.ts";
import { showEarly } from "../../data/show-early.ts";
import { changeLists } from "../../data/use-run-news.ts";
import { useToaster } from "../../ui/toast.tsx";
import { changesBack, type LabelChange, relabelled } from "./relabel.ts";

/** Something to be done to several runs. */
export type Batch =
  | { readonly kind: "cancel" | "rerun" | "delete"; readonly runs: readonly RunSummary[] }
  | (LabelChange & { readonly kind: "label"; readonly runs: readonly RunSummary[] });

const done: Record<Batch["kind"], (count: number) => string> = {
  cancel: (count) => plural(count, { one: "# run cancelled", other: "# runs cancelled" }),
  rerun: (count) => plural(count, { one: "# run triggered again", other: "# runs triggered again" }),
  delete: (count) => plural(count, { one: "# run deleted", other: "# runs deleted" }),
  label: (count) => plural(count, { one: "# run labelled", other: "# runs labelled" }),
};
const refusals: typeof done = {
  cancel: (count) => plural(count, { one: "# run not cancelled", other: "# runs not cancelled" }),
  rerun: (count) => plural(count, { one: "# run not triggered again", other: "# runs not triggered again" }),
  delete: (count) => plural(count, { one: "# run not deleted", other: "# runs not deleted" }),
  label: (count) => plural(count, { one: "# run not labelled", other: "# runs not labelled" }),
};

/** Does it, shows at once what is sure to come of it, and tells what was refused. Labels are put back as they were. */
export function useBatch() {
  const client = useClient();
  const queryClient = useQueryClient();
  const toaster = useToaster();
  /** What was shown too early is shown again as it was; what has changed since stays. */
  const takeBack = (runs: readonly RunSummary[]) => {
    const before = new Map(runs.map((run) => [run.id, run]));
    changeLists(queryClient, (list) =>
      changeItems(list, (items) =>
        items.map((item) => (before.get(item.id)?.revision === item.revision ? before.get(item.id)! : item)),
      ),
    );
    void queryClient.invalidateQueries({ queryKey: keys.allRuns });
  };

  /** Shows what is sure to come of it until the server has answered, also in lists that are read meanwhile. */
  const bringAbout = async (batch: Batch) => {
    const stop = showSure(queryClient, batch);
    try {
      return await carryOut(client, batch);
    } finally {
      stop();
      // A list that is just being read may be from before.
      void queryClient.invalidateQueries({ queryKey: keys.allRuns, fetchStatus: "fetching" });
    }
  };

  /** Takes back and tells what was refused; answers what was done. */
  const settle = (outcomes: RunOutcome[], batch: Batch): RunSummary[] => {
    const refused = new Map(outcomes.flatMap(({ run, problem }) => (problem ? [[run, problem] as const] : [])));
    const [first] = refused.values();
    if (first) {
      takeBack(batch.runs.filter(({ id }) => refused.has(id)));
      toaster.failed(new ApiError({ ...first, title: refusals[batch.kind](refused.size) }));
    }
    return batch.runs.filter(({ id }) => !refused.has(id));
  };
  const undoLabels = async (runs: readonly RunSummary[], change: LabelChange) => {
    for (const back of changesBack(runs, change)) {
      const batch: Batch = { ...back, kind: "label", runs: asShown(queryClient, back.runs) };
      try {
        settle(await bringAbout(batch), batch);
      } catch (error) {
        takeBack(batch.runs);
        throw error;
      }
    }
  };

  return useMutation({
    mutationFn: bringAbout,
    onSuccess(outcomes, batch) {
      const runs = settle(outcomes, batch);
      if (runs.length === 0) return;
      toaster.done(
        done[batch.kind](runs.length),
        batch.kind === "label" ? { undo: () => undoLabels(runs, batch) } : {},
      );
    },
    onError(error, batch) {
      takeBack(batch.runs);
      toaster.failed(error);
    },
  });
}

/** Shows what is sure to come of it in every list of runs, until it is called off. */
function showSure(queryClient: QueryClient, batch: Batch): () => void {
  const ids = new Set(batch.runs.map(({ id }) => id));
  const show = (change: (list: RunPages) => RunPages) => showEarly(queryClient, { queryKey: keys.allRuns }, change);
  if (batch.kind === "delete") return show((list) => withoutRuns(list, [...ids]));
  if (batch.kind !== "label") return () => undefined;
  const relabel = (run: RunSummary) => (ids.has(run.id) ? { ...run, labels: relabelled(run.labels, batch) } : run);
  return show((list) => changeItems(list, (items) => items.map(relabel)));
}

/** The runs as a list shows them now, which may be newer. */
function asShown(queryClient: QueryClient, runs: readonly RunSummary[]): RunSummary[] {
  const lists = queryClient.getQueriesData<RunPages>({ queryKey: keys.allRuns }).map(([, list]) => list);
  const shown = lists.flatMap((list) => list?.pages.flatMap(({ items }) => items) ?? []);
  return runs.map((run) => shown.find(({ id }) => id === run.id) ?? run);
}

async function carryOut(client: Client, batch: Batch): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (let at = 0; at < batch.runs.length; at += mostRunsAtOnce) {
    const runs = batch.runs.slice(at, at + mostRunsAtOnce).map(({ id }) => id);
    outcomes.push(...(await send(client, batch, runs)).outcomes);
  }
  return outcomes;
}

function send(client: Client, batch: Batch, runs: string[]) {
  if (batch.kind === "label")
    return client.call("labelRuns", { body: { runs, add: [...batch.add], remove: [...batch.remove] } });
  if (batch.kind === "cancel") return client.call("cancelRuns", { body: { runs } });
  if (batch.kind === "rerun") return client.call("rerunRuns", { body: { runs, trigger: "dashboard" } });
  return client.call("deleteRuns", { body: { runs } });
}
