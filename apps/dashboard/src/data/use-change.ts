import { useMutation, useQueryClient } from "@tanstack/react-query";

/** Does something that changes what the page holds under a name: that is read anew before it counts as done. */
export function useChange<T, V = void>(
  refresh: readonly string[],
  work: (given: V) => Promise<T>,
  onSuccess: (result: T) => void = () => undefined,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (given: V) => work(given),
    async onSuccess(result) {
      await queryClient.invalidateQueries({ queryKey: refresh });
      onSuccess(result);
    },
  });
}
