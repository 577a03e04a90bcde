import type { Client } from "@aac/contract";
import { createContext, useContext } from "react";

export const ClientContext = createContext<Client | null>(null);

/** The API's client. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("useClient outside of ClientContext");
  return client;
}
