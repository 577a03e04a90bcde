import { createContext, useContext, useSyncExternalStore } from "react";
import type { Contact, ContactKeeper } from "./contact.ts";

export const ContactContext = createContext<ContactKeeper | null>(null);

export function useContactKeeper(): ContactKeeper {
  const keeper = useContext(ContactContext);
  if (!keeper) throw new Error("useContactKeeper outside of ContactContext");
  return keeper;
}

/** Whether the server can be reached. */
export function useContact(): Contact {
  const keeper = useContactKeeper();
  return useSyncExternalStore(keeper.subscribe, keeper.snapshot);
}
