import { readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Does the work while no other set-up of this checkout does; waits for another that is alive.
 * @param {string} root
 * @param {(line: string) => void} say
 * @param {() => Promise<void>} work
 */
export async function withLock(root, say, work) {
  const place = join(root, ".aac-setup.lock");
  for (let told = false; !take(place); told = true) {
    const holder = holderOf(place);
    if (holder === null) {
      rmSync(place, { force: true });
      continue;
    }
    if (!told) say(`Waiting for another set-up of this checkout (process ${holder}, or else remove ${place}) …`);
    await pause(200);
  }
  const release = () => rmSync(place, { force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

/**
 * A link is made in one step together with what it says.
 * @param {string} place
 */
function take(place) {
  try {
    symlinkSync(String(process.pid), place);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The process that holds the lock, or null when it has died.
 * @param {string} place
 */
function holderOf(place) {
  let pid = 0;
  try {
    pid = Number(readlinkSync(place));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM" ? pid : null;
  }
}
