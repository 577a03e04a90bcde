import type { Directory } from "../directory.ts";
import { readDropIn } from "../drop-ins/read-drop-in.ts";
import { images } from "../images.ts";
import type { Recogniser } from "../set-up.ts";
import { dropInFolder, quote, shell } from "../shell.ts";
import { instrumentScripts, type Scripts } from "./instrument-scripts.ts";
import { findPackageManager, type Manifest, parseManifest } from "./package-manager.ts";
import { type Runner, runners } from "./runners.ts";

/** A package.json with a `test` script, or with a test runner we know. */
export const nodeTests: Recogniser = {
  async recognise(directory, { containers }) {
    const manifest = parseManifest(
      directory.files.includes("package.json") ? await directory.read("package.json") : null,
    );
    const found = manifest && findTestScript(manifest, directory);
    if (!found) return null;
    const manager = findPackageManager(manifest, directory.files);
    const { changed, used } = instrumentScripts(found.scripts, "test");
    const scripts = found.isOwn ? changed : { ...changed, test: changed["test"] ?? found.scripts["test"] };
    const dropIns = await Promise.all(used.flatMap(({ dropIn }) => (dropIn === null ? [] : [readDropIn(dropIn)])));
    const command = shell(
      [
        ...manager.prepare,
        ...(manager.install === null ? [] : [`[ -d node_modules ] || ${manager.install} || exit`]),
        ...(containers && used.some(({ name }) => name === "Playwright") ? [await installBrowsers(directory)] : []),
        "rm -f junit*.xml ctrf*.json playwright-results-*.json results-*.tap",
        `mkdir -p ${dropInFolder} || exit`,
        'export AAC_TESTS="$PWD" AAC_SPLIT="$split" AAC_FOLDER="${1-}"',
        ...(Object.keys(scripts).length > 0
          ? [`node -e '${setScripts}' ${quote(JSON.stringify(scripts))} || exit`]
          : []),
        `${manager.run} test`,
      ],
      dropIns,
    );
    return {
      name: `${used.map(({ name }) => name).join(" and ") || "a test script"} (${found.sign})`,
      command,
      image: manager.name === "bun" ? images.bun : images.node,
      reports: used.flatMap(({ reports }) => reports),
      isSplit: used.length > 0 && used.every(({ isSplit }) => isSplit),
    };
  },
};

/** Changes scripts in the working copy's package.json, so that all else of `npm test` (`pretest`, variables) stays. */
const setScripts = [
  'const fs = require("fs"), p = JSON.parse(fs.readFileSync("package.json", "utf8"))',
  "p.scripts = { ...p.scripts, ...JSON.parse(process.argv[1]) }",
  'fs.writeFileSync("package.json", JSON.stringify(p, null, 2))',
].join("; ");

/** The package's own script; where it has none (or npm's placeholder), one for the runner it depends on or configures. */
function findTestScript(
  { scripts, dependencies }: Manifest,
  { files }: Directory,
): { scripts: Scripts; isOwn: boolean; sign: string } | null {
  const own = scripts["test"];
  if (own !== undefined && !/no test specified/.test(own)) return { scripts, isOwn: true, sign: "package.json" };
  const configured = (runner: Runner) => files.find((file) => runner.config?.test(file));
  const runner =
    runners.find((candidate) => configured(candidate) !== undefined) ??
    runners.find(({ dependency }) => dependency !== null && dependencies.has(dependency)) ??
    (files.some((file) => nodeTestFile.test(file)) ? runners.find(({ name }) => name === "node:test") : undefined);
  if (!runner) return null;
  return { scripts: { ...scripts, test: runner.script }, isOwn: false, sign: configured(runner) ?? "package.json" };
}

/** What `node --test` takes for a test by itself. */
const nodeTestFile = /(^|\/)(test\/.*|test|test-[^/]*|[^/]*[._-]test)\.[cm]?js$/;

/** A stock image has no browsers. Chromium, and what else the configuration speaks of. */
async function installBrowsers({ files, read }: Directory): Promise<string> {
  const config = files.find((file) => /^playwright\.config\.[cm]?[jt]s$/.test(file));
  const text = (config === undefined ? null : await read(config)) ?? "";
  const others = ["firefox", "webkit"].filter((browser) => text.toLowerCase().includes(browser));
  return `npx playwright install --with-deps ${["chromium", ...others].join(" ")} || exit`;
}
