import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import { sectionsFor } from "../settings/settings-sections.ts";
import { navigation } from "./navigation.ts";

/** Those pages of the navigation that have something for who is signed in. */
export function useNavigation(): readonly (typeof navigation)[number][] {
  const { data: session } = useQuery(sessionQuery(useClient()));
  const hasSettings = sectionsFor(session).length > 0;
  const mayMake = session?.permissions.includes("suites:change") ?? false;
  return useMemo(
    () => navigation.filter(({ to }) => (to !== "/settings" || hasSettings) && (to !== "/new" || mayMake)),
    [hasSettings, mayMake],
  );
}
