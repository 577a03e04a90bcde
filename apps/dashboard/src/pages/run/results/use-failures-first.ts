import type { Result, Run } from "@aac/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClient } from "../../../data/client-context.ts";
import { isActive } from "../../run-words.ts";

/** With fewer, all of them are here as soon. */
const manyResults = 3_000;

/** What failed is asked for first, while the stream still tells the results in the order of the reports. */
export function useFailuresFirst(run: Run, results: readonly Result[], isComplete: boolean): readonly Result[] {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ["failures", run.id],
    enabled: !isComplete && !isActive(run) && run.totals.tests > manyResults && run.totals.failed > 0,
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await client.call("listResults", { params: { run: run.id }, query: { status: "failed", limit: 500 } }, signal))
        .items,
  });
  return useMemo(() => {
    if (isComplete || !data || results.length >= run.totals.tests) return results;
    // Of each place the results come in order.
    const until = new Map<string, number>();
    for (const { shard, attempt, index } of results) until.set(`${shard}/${attempt}`, index);
    const early = data.filter(({ shard, attempt, index }) => index > (until.get(`${shard}/${attempt}`) ?? -1));
    return early.length > 0 ? [...results, ...early] : results;
  }, [results, data, isComplete, run.totals.tests]);
}
