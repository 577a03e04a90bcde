import { hashKey, MutationObserver, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { showEarly } from "./show-early.ts";

/** Something with states of which each can be reached from each other by one call: paused or not, muted until when. */
export interface Reversible<S, H> {
  /** Under which name the page holds it. */
  held: QueryKey;
  /** What else is read anew once it has changed. */
  alsoRead?: readonly QueryKey[];
  /** What the page holds, as it is once the server has answered. */
  show: (now: H, state: S) => H;
  send: (state: S) => Promise<unknown>;
}

/** Shows the state at once and has the server bring it about; what the server refuses is shown as it was, and thrown. */
export async function changeState<S, H>(
  queryClient: QueryClient,
  { held, alsoRead = [], show, send }: Reversible<S, H>,
  { to, from }: { to: S; from: S },
): Promise<void> {
  const stop = showEarly<H>(queryClient, { queryKey: held, exact: true }, (now) => show(now, to));
  // One after the other, in the order in which they were asked for.
  const sending = new MutationObserver(queryClient, { mutationFn: () => send(to), scope: { id: hashKey(held) } });
  try {
    await sending.mutate();
    stop();
  } catch (error) {
    stop();
    queryClient.setQueryData<H>(held, (now) => now && show(now, from));
    throw error;
  } finally {
    for (const queryKey of [held, ...alsoRead]) void queryClient.invalidateQueries({ queryKey });
  }
}

/** The list with one of its items changed. */
export function withItem<T extends { id: string }>(items: T[], id: string, change: Partial<T>): T[] {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}
