import type { Analysis } from "@aac/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useClient } from "../../../data/client-context.ts";
import { keys } from "../../../data/queries.ts";

/** Has a run analysed again, and reads how it goes as the organization's stream tells: the run's own is over by then. */
export function useAnalysisAgain(run: string): {
  ask: () => void;
  isBusy: boolean;
  error: unknown;
  /** The newest that was read since it was asked for. */
  analysis: Analysis | null;
} {
  const client = useClient();
  const asking = useMutation({ mutationFn: () => client.call("analyseAgain", { params: { run } }) });
  const reading = useQuery({
    queryKey: keys.analysis(run),
    queryFn: ({ signal }) => client.call("getAnalysis", { params: { run } }, signal),
    enabled: asking.isSuccess,
  });
  const ask = () => {
    asking.mutate(undefined, { onSuccess: () => void reading.refetch() });
  };
  return {
    ask,
    isBusy: asking.isPending || (reading.data !== undefined && reading.data.state !== "done"),
    error: asking.error ?? reading.error,
    analysis: reading.data ?? null,
  };
}
