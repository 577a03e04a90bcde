import { useSyncExternalStore } from "react";

/** What somebody chose for this browser: one of a few values, the first where nothing was chosen. */
export interface Preference<V extends string> {
  read(): V;
  write(value: V): void;
  subscribe(onChange: () => void): () => void;
}

export function createPreference<V extends string>(key: string, values: readonly [V, ...V[]]): Preference<V> {
  const [usual] = values;
  const listeners = new Set<() => void>();
  let chosen: V | undefined;
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage may be forbidden: the choice then holds until the page is left.
      return null;
    }
  };
  const read = () => (chosen ??= values.find((value) => value === stored()) ?? usual);
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const heed = (event: StorageEvent) => {
    if (event.key !== key && event.key !== null) return;
    chosen = undefined;
    tell();
  };
  return {
    read,
    write(value) {
      chosen = value;
      try {
        if (value === usual) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // As above.
      }
      tell();
    },
    subscribe(onChange) {
      // What is chosen in another tab holds here too.
      if (listeners.size === 0) window.addEventListener("storage", heed);
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
        if (listeners.size === 0) window.removeEventListener("storage", heed);
      };
    },
  };
}

export function usePreference<V extends string>(preference: Preference<V>): V {
  return useSyncExternalStore(preference.subscribe, preference.read);
}
