import { exitCodes } from "../../apps/cli/src/exit-code.ts";
import { describeProgram } from "../../apps/cli/src/program.ts";
import { asText, code, page, table } from "./markdown.ts";

type Command = ReturnType<typeof describeProgram>;

type Described = { name: string; options: readonly (readonly string[])[] };

function describe(command: Command, path: readonly string[]): string[] {
  const help = command.createHelp();
  const own = [...path, command.name()];
  const args = help
    .visibleArguments(command)
    .map((each) => [code(help.argumentTerm(each)), help.argumentDescription(each)]);
  const options = help
    .visibleOptions(command)
    .filter(({ long }) => long !== "--help")
    .map((option) => [code(option.flags), help.optionDescription(option)]);
  const commands = command.commands.flatMap((each) => describe(each, own));
  const described: Described = { name: own.join(" "), options: [...args, ...options] };
  const isGroup = command.commands.length > 0 && described.options.length === 0;
  const usage = command.usage().replace(/^\[options\] ?/, described.options.length > args.length ? "[options] " : "");
  return [
    `##${"#".repeat(Math.max(0, own.length - 2))} ${own.join(" ")}`,
    asText(command.description()),
    ...(isGroup ? [] : [`\`\`\`text\n${`${own.join(" ")} ${usage}`.trim()}\n\`\`\``]),
    ...(described.options.length > 0
      ? [
          table(
            ["option", ""],
            described.options.map(([term = "", text = ""]) => [term, asText(text)]),
          ),
        ]
      : []),
    ...commands,
  ];
}

export function cliPage(): string {
  const program = describeProgram();
  const help = program.createHelp();
  const common = help.visibleOptions(program).map((option) => [code(option.flags), asText(option.description)]);
  return page(
    "Command line",
    "`npx aac` in a checkout. `aac help <command>` prints the same. With every command:",
    table(["option", ""], common),
    "What the exit code says:",
    table(
      ["code", ""],
      Object.values(exitCodes).map(({ code: number, meaning }) => [String(number), asText(meaning)]),
    ),
    ...program.commands.flatMap((command) => describe(command, ["aac"])),
  );
}
