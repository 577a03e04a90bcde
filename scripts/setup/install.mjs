import { spawn, spawnSync } from "node:child_process";
import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { diskFull, explainNpm, SetupFailure } from "./failure.mjs";
import { missingPackages } from "./lockfile.mjs";

/** @typedef {(line: string) => void} Say */

/**
 * Whether node_modules holds what package-lock.json asks for on this platform. `npm ci` begins by emptying it, and npm
 * writes its list of what is installed at the end: an interrupted install does not count.
 * @param {string} root
 */
export function isInstalled(root) {
  return stillMissing(root)?.length === 0;
}

/**
 * Installs exactly the locked packages. No package's install script runs (.npmrc says so): none is needed.
 * @param {string} root
 * @param {Say} say
 * @param {NodeJS.ProcessEnv} environment of npm
 */
export async function install(root, say, environment = process.env) {
  const npm = npmCommand(environment);
  requireNpm(npm, root, environment);
  // npm itself tries for minutes on a full disk, and then reports success.
  if (freeBytes(root) < neededBytes) throw diskFull();
  say("Installing packages (only when they changed; about a minute the first time) …");
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const progress = setInterval(() => say(`  still installing (${seconds()} s)`), 15_000);
  const { code, signal, stderr } = await run(root, { ...patience, ...environment }, [
    ...npm,
    "ci",
    ...npmFlags,
  ]).finally(() => clearInterval(progress));
  if (code !== 0) {
    say(stderr.trimEnd());
    throw explainNpm(signal ? `npm error signal ${signal}` : stderr);
  }
  // It may also have become full on the way.
  if (freeBytes(root) < neededBytes / 100) throw diskFull();
  const missing = stillMissing(root) ?? ["node_modules"];
  if (missing.length > 0) {
    // npm takes a failed download of an optional package for a package that is not wanted, and says nothing.
    throw new SetupFailure(
      `npm left out what this machine needs: ${missing.join(", ")}.`,
      "Start again; if it remains, `npm config get registry` is a mirror that lacks it, or `omit` is set in your npm settings.",
    );
  }
  say(`Installed in ${seconds()} s.`);
}

const neededBytes = 700 * 1024 * 1024;

/** @param {string} root */
function freeBytes(root) {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
}

const npmFlags = [
  "--no-audit",
  "--no-fund",
  "--no-progress",
  "--loglevel=error",
  "--prefer-offline",
  "--engine-strict=false",
  "--include=dev",
  "--include=optional",
];

/** Without a network npm would try for more than a minute before it says so. */
const patience = {
  npm_config_fetch_retries: "3",
  npm_config_fetch_retry_mintimeout: "1000",
  npm_config_fetch_retry_maxtimeout: "10000",
};

/**
 * The npm that started us, run by the Node that runs it: our own in node_modules is about to be replaced.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string[]}
 */
function npmCommand(environment) {
  const script = environment["npm_execpath"];
  const isNpm = script !== undefined && /npm-cli\.c?js$/.test(script);
  return isNpm ? [environment["npm_node_execpath"] ?? process.execPath, script] : ["npm"];
}

/**
 * @param {string[]} npm
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
function requireNpm([command = "npm", ...args], root, env) {
  const { stdout, error } = spawnSync(command, [...args, "--version"], { cwd: root, env, encoding: "utf8" });
  if (error) throw new SetupFailure("npm is not there.", "Install Node together with npm; every usual way does.");
  if (Number.parseInt(stdout, 10) < 10) {
    throw new SetupFailure(
      `This is npm ${stdout.trim()}; 10 is the oldest that works.`,
      "Run `npm install -g npm@latest`.",
    );
  }
}

const stops = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {string[]} command
 * @returns {Promise<{ code: number | null, signal: string | null, stderr: string }>}
 */
function run(root, environment, [command = "", ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    // An npm that outlived us would go on changing node_modules below the next set-up.
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => child.kill(signal);
    for (const signal of stops) process.on(signal, pass);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      for (const stop of stops) process.removeListener(stop, pass);
      resolve({ code, signal, stderr });
    });
  });
}

/**
 * @param {string} root
 * @returns {string[] | null} null: nothing was ever installed completely
 */
function stillMissing(root) {
  /** @param {string} path */
  const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const wanted = read("package-lock.json");
  let installed;
  try {
    installed = read("node_modules/.package-lock.json");
  } catch {
    return null;
  }
  return missingPackages(wanted, installed, { os: process.platform, cpu: process.arch, libc: libc() });
}

/** The C library that Node was built for, where that matters. */
function libc() {
  if (process.platform !== "linux") return null;
  // Looking up the names of open connections is slow and of no use here.
  Object.assign(process.report, { excludeNetwork: true });
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime ? "glibc" : "musl";
}
