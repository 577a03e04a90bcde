import type { RunSummary } from "@aac/contract";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../../data/client-context.ts";

/** The runs of a number, one of each project at most; undefined while they are looked for. */
export function useRunsOfNumber(number: number | null): readonly RunSummary[] | undefined {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ["runs-of-number", number],
    queryFn: async ({ signal }) => {
      const { items } = await client.call("listRuns", { query: { text: `#${number}`, limit: 20 } }, signal);
      return items;
    },
    enabled: number !== null,
  });
  return data;
}
