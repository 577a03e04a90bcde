import { notifyManager, type Query, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useLayoutEffect, useSyncExternalStore } from "react";
import { isWorthRetrying } from "./queries.ts";

/** The errors that the page itself shows, each where its part is missing. */
export interface ShownErrors {
  has(error: unknown): boolean;
  /** Answers what takes it back. */
  show(error: unknown): () => void;
  subscribe(onChange: () => void): () => void;
}

export function createShownErrors(): ShownErrors {
  const errors = new Set<unknown>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    has: (error) => errors.has(error),
    show(error) {
      errors.add(error);
      tell();
      return () => {
        errors.delete(error);
        tell();
      };
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}

const nowhere = createShownErrors();

export const ShownErrorsContext = createContext<ShownErrors>(nowhere);

/** Says that the component shows the error, with a way to try again. */
export function useShownError(error: unknown): void {
  const shown = useContext(ShownErrorsContext);
  // Before it is drawn, so that it is never said twice.
  useLayoutEffect(() => (error ? shown.show(error) : undefined), [shown, error]);
}

/** What is on the page, could not be read, and is not shown as such by any part of it. */
export function useUnread(): readonly Query[] {
  const cache = useQueryClient().getQueryCache();
  const shown = useContext(ShownErrorsContext);
  const unread = () => cache.getAll().filter((query) => isUnread(query) && !shown.has(query.state.error));
  const subscribe = (onChange: () => void) => {
    const stops = [cache.subscribe(notifyManager.batchCalls(onChange)), shown.subscribe(onChange)];
    return () => {
      for (const stop of stops) stop();
    };
  };
  useSyncExternalStore(subscribe, () =>
    unread()
      .map(({ queryHash }) => queryHash)
      .join("\n"),
  );
  return unread();
}

/** What is refused for good is said, if at all, by whoever asks. */
function isUnread(query: Query): boolean {
  return query.state.status === "error" && query.isActive() && isWorthRetrying(query.state.error);
}
