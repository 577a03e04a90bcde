import { useQueryClient } from "@tanstack/react-query";
import { useToaster } from "../ui/toast.tsx";
import { changeState, type Reversible } from "./reversible.ts";

/**
 * For what one press does and the opposite call takes back, and the server refuses for no reason but that it is gone or
 * away: it is shown at once, and the note about it offers the way back. What may be refused is shown when it is done
 * (`useChange`), what has no way back but can wait is taken out by `useRemoval`, and what is neither is asked about
 * first: docs/adr/0024.
 */
export function useReversible<S, H>(options: Reversible<S, H> & { said: (state: S) => string }) {
  const queryClient = useQueryClient();
  const toaster = useToaster();
  return (to: S, from: S) =>
    void changeState(queryClient, options, { to, from }).then(
      () =>
        toaster.done(options.said(to), {
          undo: () => changeState(queryClient, options, { to: from, from: to }),
        }),
      toaster.failed,
    );
}
