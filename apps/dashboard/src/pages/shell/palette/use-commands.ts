import type { RunSummary } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Box, FolderKanban, Keyboard, LogOut, Play, Settings } from "lucide-react";
import { useClient } from "../../../data/client-context.ts";
import { projectsQuery, runsQuery, sessionQuery, suitesQuery } from "../../../data/queries.ts";
import { themePreference } from "../../../ui/preferences.ts";
import { stateLooks } from "../../../ui/state-look.ts";
import { themeLooks, useTheme } from "../../../ui/theme.tsx";
import { sectionsFor } from "../../settings/settings-sections.ts";
import { useSignOut } from "../../../data/use-sign-out.ts";
import { useShell } from "../shell-context.ts";
import { useNavigation } from "../use-navigation.ts";
import type { PaletteCommand } from "./commands.ts";

/** The suites of more projects would each be a request: they are found on the page of their project. */
const projectsWithSuites = 30;
const recentRuns = 50;

/** Everything that can be gone to or done from anywhere, by whoever is signed in. */
export function useCommands(): PaletteCommand[] {
  return [...useActions(), ...usePages(), ...useRuns(), ...useProjectsAndSuites()];
}

function useActions(): PaletteCommand[] {
  const { runSuite, openHelp } = useShell();
  const { data: session } = useQuery(sessionQuery(useClient()));
  const signOut = useSignOut();
  const theme = useTheme();
  const group = t`Actions`;
  const run: PaletteCommand = { id: "run", group, label: t`Run a suite…`, icon: Play, carryOut: runSuite };
  const themes = (["light", "dark", "system"] as const)
    .filter((other) => other !== theme)
    .map((other): PaletteCommand => {
      const { icon, label } = themeLooks[other];
      const words = ["appearance", "mode"];
      return {
        id: `theme ${other}`,
        group,
        label: t`Theme: ${label}`,
        icon,
        words,
        carryOut: () => themePreference.write(other),
      };
    });
  return [
    ...(session?.permissions.includes("runs:trigger") ? [run] : []),
    ...themes,
    {
      id: "help",
      group,
      label: t`Keyboard shortcuts`,
      icon: Keyboard,
      keys: "?",
      words: [t`help`],
      carryOut: openHelp,
    },
    { id: "out", group, label: t`Sign out`, icon: LogOut, words: [t`log out`], carryOut: () => signOut.mutate() },
  ];
}

function usePages(): PaletteCommand[] {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const { data: session } = useQuery(sessionQuery(useClient()));
  const group = t`Pages`;
  return [
    ...navigation.map(({ to, label, icon, keys }): PaletteCommand => {
      return { id: to, group, label, icon, keys, carryOut: () => void navigate({ to }) };
    }),
    ...sectionsFor(session).map(({ to, label }): PaletteCommand => {
      return { id: to, group, label, note: t`Settings`, icon: Settings, carryOut: () => void navigate({ to }) };
    }),
  ];
}

function useRuns(): PaletteCommand[] {
  const toCommand = useRunCommand();
  const { data } = useInfiniteQuery(runsQuery(useClient(), {}, recentRuns));
  return (data?.pages.flatMap(({ items }) => items) ?? []).map(toCommand);
}

/** The way to a run, as a line. */
export function useRunCommand(): (run: RunSummary) => PaletteCommand {
  const navigate = useNavigate();
  return (run) => ({
    id: run.id,
    group: t`Recent runs`,
    label: `${run.suiteName} #${run.number}`,
    note: [run.project, run.branch, stateLooks[run.state].label].filter(Boolean).join(" · "),
    icon: stateLooks[run.state].icon,
    words: [`#${run.number}`, run.project, run.suite, run.branch ?? "", stateLooks[run.state].label],
    carryOut: () => void navigate({ to: "/runs/$run", params: { run: run.id } }),
  });
}

function useProjectsAndSuites(): PaletteCommand[] {
  const client = useClient();
  const navigate = useNavigate();
  const { data: projects = [] } = useQuery(projectsQuery(client));
  const suites = useQueries({
    queries: projects.slice(0, projectsWithSuites).map(({ slug }) => suitesQuery(client, slug)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  return [
    ...projects.map(({ slug, name }): PaletteCommand => {
      const carryOut = () => void navigate({ to: "/projects/$project", params: { project: slug } });
      return { id: `project ${slug}`, group: t`Projects`, label: name, icon: FolderKanban, words: [slug], carryOut };
    }),
    ...suites.map(({ id, project, slug, name }): PaletteCommand => {
      const carryOut = () => void navigate({ to: "/runs", search: { project, suite: slug } });
      return { id, group: t`Suites`, label: name, note: project, icon: Box, words: [slug, project], carryOut };
    }),
  ];
}
