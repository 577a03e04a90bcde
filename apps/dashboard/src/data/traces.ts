import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";
import { sessionQuery } from "./queries.ts";

/** Whether a file is named as Playwright and its kin name traces. */
export const isTrace = (path: string) => /(^|[/._-])trace([._-]\d+)?\.zip$/i.test(path);

/** Leads to the viewer, on another host. */
export const traceUrl = (artifactUrl: string) => `${artifactUrl}?trace=true`;

export function useOpensTraces(): boolean {
  const { data: session } = useQuery(sessionQuery(useClient()));
  return session?.opensTraces ?? false;
}
