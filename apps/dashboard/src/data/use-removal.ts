import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useToaster } from "../ui/toast.tsx";

/**
 * Takes one out of a list at once, and out of the server once nobody has taken it back: for what one can do without a
 * question, as it has a way back.
 */
export function useRemoval(list: QueryKey) {
  const queryClient = useQueryClient();
  const toaster = useToaster();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: list });
  return (item: { id: string }, title: string, work: () => Promise<unknown>) => {
    void queryClient.cancelQueries({ queryKey: list });
    queryClient.setQueryData<{ id: string }[]>(list, (items) => items?.filter(({ id }) => id !== item.id));
    toaster.later(title, { work: () => work().finally(refresh), undo: refresh });
  };
}
