import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useToaster } from "../ui/toast.tsx";
import { showEarly } from "./show-early.ts";

/**
 * Takes one out of a list at once, and out of the server once nobody has taken it back: for what one can do without a
 * question, as it has a way back.
 */
export function useRemoval(list: QueryKey) {
  const queryClient = useQueryClient();
  const toaster = useToaster();
  return (item: { id: string }, title: string, work: () => Promise<unknown>) => {
    const without = (items: { id: string }[]) => items.filter(({ id }) => id !== item.id);
    const stop = showEarly(queryClient, { queryKey: list, exact: true }, without);
    const readAnew = () => {
      stop();
      void queryClient.invalidateQueries({ queryKey: list });
    };
    toaster.later(title, { work: () => work().finally(readAnew), undo: readAnew });
  };
}
