import { ApiError, type Client, mostRunsAtOnce, type RunOutcome, type RunSummary } from "@aac/contract";
import { plural } from "@lingui/core/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { changeItems, withoutRuns } from "../../data/run-news.ts";
import { changeLists } from "../../data/use-run-news.ts";
import { useToaster } from "../../ui/toast.tsx";

/** Something to be done to several runs. */
export type Batch =
  | { readonly kind: "cancel" | "rerun" | "delete"; readonly runs: readonly RunSummary[] }
  | { readonly kind: "label"; readonly runs: readonly RunSummary[]; readonly add: string[]; readonly remove: string[] };

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

/** Does it, shows at once what is sure to come of it, and tells what was refused. */
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

  return useMutation({
    mutationFn: (batch: Batch) => carryOut(client, batch),
    onMutate(batch) {
      if (batch.kind === "delete") {
        const ids = batch.runs.map(({ id }) => id);
        changeLists(queryClient, (list) => withoutRuns(list, ids));
      } else if (batch.kind === "label") {
        const ids = new Set(batch.runs.map(({ id }) => id));
        const relabel = (run: RunSummary) =>
          ids.has(run.id) ? { ...run, labels: relabelled(run.labels, batch) } : run;
        changeLists(queryClient, (list) => changeItems(list, (items) => items.map(relabel)));
      }
    },
    onSuccess(outcomes, batch) {
      const refused = new Map(outcomes.flatMap(({ run, problem }) => (problem ? [[run, problem] as const] : [])));
      const doneCount = outcomes.length - refused.size;
      if (doneCount > 0) toaster.done(done[batch.kind](doneCount));
      const [first] = refused.values();
      if (!first) return;
      takeBack(batch.runs.filter(({ id }) => refused.has(id)));
      const title = refusals[batch.kind](refused.size);
      toaster.failed(new ApiError({ ...first, title }));
    },
    onError(error, batch) {
      takeBack(batch.runs);
      toaster.failed(error);
    },
  });
}

function relabelled(labels: readonly string[], { add, remove }: { add: string[]; remove: string[] }): string[] {
  return [...new Set([...labels, ...add])].filter((label) => !remove.includes(label));
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
  if (batch.kind === "label") return client.call("labelRuns", { body: { runs, add: batch.add, remove: batch.remove } });
  if (batch.kind === "cancel") return client.call("cancelRuns", { body: { runs } });
  if (batch.kind === "rerun") return client.call("rerunRuns", { body: { runs, trigger: "dashboard" } });
  return client.call("deleteRuns", { body: { runs } });
}
