import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join, relative } from "node:path";
import { SetupFailure } from "./failure.mjs";

const stamp = "apps/dashboard/dist/.built-from";
/** What the built files depend on: the pages, the contract they speak, and the versions of what bundles them. */
const sources = ["apps/dashboard", "packages/contract", "package-lock.json"];

/**
 * Whether apps/dashboard/dist was built from the sources as they are now.
 * @param {string} root
 */
export function isDashboardBuilt(root) {
  return existsSync(join(root, stamp)) && readFileSync(join(root, stamp), "utf8") === fingerprint(root);
}

/**
 * Builds it. The stamp is written last, and vite empties the folder first: an interrupted build does not count.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function buildDashboard(root, say) {
  say("Building the dashboard (only when it changed) …");
  const startedAt = Date.now();
  const builtFrom = fingerprint(root);
  const { status, stdout, stderr } = spawnSync(
    join(root, "node_modules/.bin/node"),
    [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"],
    // Whatever this runs under: a test runner's NODE_ENV would build React for development.
    { cwd: join(root, "apps/dashboard"), encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } },
  );
  if (status !== 0) {
    say(`${stdout}${stderr}`.trimEnd());
    throw new SetupFailure(
      "The dashboard could not be built.",
      "See what vite says above. In an unchanged checkout: is the disk full, or was the build killed for memory?",
    );
  }
  compress(join(root, "apps/dashboard/dist"));
  writeFileSync(join(root, stamp), builtFrom);
  say(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

/**
 * Puts a gzipped copy beside each text that gains by it: compressed once, not with every request.
 * @param {string} folder
 */
function compress(folder) {
  for (const path of filesOf(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
    const content = readFileSync(path);
    if (content.length > 1024) writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesOf(join(root, source)))) {
    const content = readFileSync(path);
    hash.update(`${relative(root, path)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} path a file, or a folder
 * @returns {string[]} in an order that is the same everywhere
 */
function filesOf(path) {
  if (path.endsWith(".json")) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !["dist", "node_modules"].includes(entry.name) && !entry.name.includes(".test."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}
