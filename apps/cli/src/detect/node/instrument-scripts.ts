import { type Runner, runners } from "./runners.ts";
import { splitScript, wordsOf } from "./split-script.ts";

export type Scripts = Readonly<Record<string, string>>;

const packageManagers = new Set(["npm", "pnpm", "yarn", "bun", "run-s", "run-p", "npm-run-all"]);

/**
 * The scripts that change when `entry` is to write reports: each call of a known test runner in it, and in the scripts
 * it runs in turn, gets what makes that runner write one. Also tells which runners those are.
 */
export function instrumentScripts(scripts: Scripts, entry: string): { changed: Scripts; used: Runner[] } {
  const changed: Record<string, string> = {};
  const used = new Set<Runner>();
  const seen = new Set<string>();
  let calls = 0;
  visit(entry);
  return { changed, used: [...used] };

  function visit(name: string): void {
    const script = scripts[name];
    if (script === undefined || seen.has(name)) return;
    seen.add(name);
    const pieces = splitScript(script).map(({ text, isCommand }) => (isCommand ? instrument(text) : text));
    const text = pieces.join("");
    if (text !== script) changed[name] = text;
  }

  function instrument(command: string): string {
    const words = wordsOf(command);
    const runner = runners.find((candidate) => candidate.isCalled(words));
    if (runner) {
      used.add(runner);
      calls += 1;
      const { before = "", afterTestFlag, after = "" } = runner.instrument(words, calls);
      const withFlag = afterTestFlag
        ? command.replace(/(\s--test)(?=\s|$)/, (flag) => `${flag} ${afterTestFlag}`)
        : command;
      return [before, withFlag.trim(), after].filter((part) => part !== "").join(" ");
    }
    if (words.some((word) => packageManagers.has(word))) for (const name of scriptsNamed(words)) visit(name);
    return command;
  }

  function scriptsNamed(words: readonly string[]): string[] {
    return Object.keys(scripts).filter((name) =>
      words.some((word) => word === name || (word.endsWith("*") && name.startsWith(word.slice(0, -1)))),
    );
  }
}
