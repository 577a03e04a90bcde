import { t } from "@lingui/core/macro";
import { defaultFilter } from "cmdk";
import type { PaletteCommand } from "./commands.ts";

const groups = [t`Actions`, t`Pages`, t`Recent runs`, t`Projects`, t`Suites`];
/** Of a group: enough to choose from, and few enough to look over. */
const shown = { unasked: 6, found: 10 };

export interface CommandGroup {
  group: PaletteCommand["group"];
  commands: readonly PaletteCommand[];
}

/** What fits the text, the best first, in groups of which that with the best is first; without a text, some of all. */
export function rankCommands(commands: readonly PaletteCommand[], text: string): CommandGroup[] {
  const wanted = text.trim();
  const byId = new Map(commands.map((command) => [command.id, command]));
  const ranked = [...byId.values()]
    .map((command) => ({ command, score: wanted === "" ? 1 : scoreOf(command, wanted) }))
    .filter(({ score }) => score > 0);
  return groups
    .map((group) => {
      const found = ranked.filter(({ command }) => command.group === group).toSorted((a, b) => b.score - a.score);
      const commandsShown = found.slice(0, wanted === "" ? shown.unasked : shown.found).map(({ command }) => command);
      return { group, commands: commandsShown, best: found[0]?.score ?? 0 };
    })
    .filter(({ best }) => best > 0)
    .toSorted((a, b) => (wanted === "" ? 0 : b.best - a.best));
}

/** By the name first; other words count less than it. */
function scoreOf({ label, note = "", words = [] }: PaletteCommand, text: string): number {
  return Math.max(defaultFilter(label, text), ...[note, ...words].map((word) => defaultFilter(word, text) * 0.8));
}
