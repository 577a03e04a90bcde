import { Box } from "lucide-react";
import { expect, test } from "vitest";
import type { PaletteCommand } from "./commands.ts";
import { rankCommands } from "./rank-commands.ts";

const command = (group: PaletteCommand["group"], label: string, words: string[] = []): PaletteCommand => {
  return { id: `${group} ${label}`, group, label, words, icon: Box, carryOut: () => undefined };
};
const commands = [
  command("Pages", "Schedules"),
  command("Recent runs", "Checkout #12", ["demo", "#12"]),
  command("Projects", "Demo"),
  command("Actions", "Theme: dark"),
  ...Array.from({ length: 30 }, (_, index) => command("Suites", `Suite ${index}`)),
];
const labels = (text: string) =>
  rankCommands(commands, text).flatMap((group) => group.commands.map(({ label }) => label));

test("a name counts more than what else is said of something", () => {
  expect(labels("demo")).toEqual(["Demo", "Checkout #12"]);
});

test("letters may be left out; what has none of them is not there", () => {
  expect(labels("schd")).toEqual(["Schedules"]);
  expect(labels("#12")).toEqual(["Checkout #12"]);
  expect(labels("zzz")).toEqual([]);
});

test("without a text some of every group are shown, in order", () => {
  expect(rankCommands(commands, " ").map(({ group, commands: { length } }) => [group, length])).toEqual([
    ["Actions", 1],
    ["Pages", 1],
    ["Recent runs", 1],
    ["Projects", 1],
    ["Suites", 6],
  ]);
});

test("what is named twice is shown once", () => {
  const twice = rankCommands([commands[0]!, commands[0]!], "sched");
  expect(twice[0]!.commands).toHaveLength(1);
});
