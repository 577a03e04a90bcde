import { spawnSync } from "node:child_process";
import { mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { SetupFailure } from "./failure.mjs";

/** The oldest Node that runs the center: it has node:sqlite and Argon2, and runs TypeScript as it is. */
const oldest = { major: 24, minor: 7 };

/** @param {string} root */
const placeIn = (root) => join(root, "node_modules/.bin/node");

/**
 * Whether node_modules/.bin/node, which npm scripts and tools find before any other, is a Node that runs the center.
 * @param {string} root
 */
export function hasRuntime(root) {
  // In an npm script this is that very Node, and need not be started to be known.
  return isNewEnough(isRunning(placeIn(root)) ? process.version : versionOf(placeIn(root)));
}

/**
 * npm has put Node there as a package where there is one for this platform. Where there is none, or it cannot run here
 * (it is built for glibc), the host's own Node takes its place if it is new enough.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export function provideRuntime(root, say) {
  const place = placeIn(root);
  if (hasRuntime(root)) return;
  // One that cannot run would stop even the set-up next time.
  rmSync(place, { force: true });
  if (!isNewEnough(process.version)) {
    throw new SetupFailure(
      `There is no packaged Node for this platform (${process.platform} ${process.arch}), and the host's is ${process.version}.`,
      `Install Node ${oldest.major}.${oldest.minor} or later, and start again.`,
    );
  }
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(process.execPath, place);
  say(`Using this host's Node ${process.version}.`);
}

/** @param {string} place */
function isRunning(place) {
  try {
    return realpathSync(place) === realpathSync(process.execPath);
  } catch {
    return false;
  }
}

/** @param {string} node */
function versionOf(node) {
  return spawnSync(node, ["--version"], { encoding: "utf8" }).stdout ?? "";
}

/** @param {string} version such as `v24.11.0` */
function isNewEnough(version) {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)\./.exec(version) ?? []).map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
