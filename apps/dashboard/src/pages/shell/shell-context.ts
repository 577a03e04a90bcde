import { createContext, useContext } from "react";

/** What can be opened above every page. */
export interface ShellActions {
  openPalette(): void;
  openHelp(): void;
  /** The dialog that runs a suite: one that is asked for first. */
  runSuite(): void;
}

export const ShellContext = createContext<ShellActions | null>(null);

export function useShell(): ShellActions {
  const actions = useContext(ShellContext);
  if (!actions) throw new Error("useShell outside of AppShell");
  return actions;
}
