import { type Instrumentation, type Runner, runners } from "./runners.ts";
import { splitScript, wordsOf } from "./split-script.ts";

export type Scripts = Readonly<Record<string, string>>;

const packageManagers = new Set(["npm", "pnpm", "yarn", "bun", "run-s", "run-p", "npm-run-all"]);
/** Commands that may well name a runner and do not run it. */
const notRunning = /^(echo|rm|cp|mv|eslint|oxlint|prettier|((npm|pnpm|yarn|bun) (i|install|add|ci)))\b/;

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
    const program = words.find((word) => !/^\w+=/.test(word) && word !== "cross-env") ?? "";
    // `npm run jest` runs the script of that name; `yarn jest`, where there is none, runs Jest, as `bun test` runs Bun's.
    const isManaged = packageManagers.has(program) && !/\bbun test\b/.test(command);
    const named = isManaged ? scriptsNamed(words) : [];
    for (const name of named) visit(name);
    if (named.length > 0 || notRunning.test(words.join(" "))) return command;
    const runner = runners.find((candidate) => candidate.isCalled(words));
    if (!runner) return command;
    used.add(runner);
    calls += 1;
    return apply(runner.instrument(words, calls), command.trim());
  }

  function scriptsNamed(words: readonly string[]): string[] {
    return Object.keys(scripts).filter((name) =>
      words.some((word) => word === name || (word.endsWith("*") && name.startsWith(word.slice(0, -1)))),
    );
  }
}

function apply({ before, afterTestFlag, after, around }: Instrumentation, command: string): string {
  const flagged = afterTestFlag ? command.replace(/\s--test(?=\s|$)/, (flag) => `${flag} ${afterTestFlag}`) : command;
  const text = [before, flagged, after].filter(Boolean).join(" ");
  return around ? around(text) : text;
}
