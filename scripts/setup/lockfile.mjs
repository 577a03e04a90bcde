/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {string | string[]} [os]
 * @property {string | string[]} [cpu]
 * @property {string | string[]} [libc]
 */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile as npm writes it, version 3 */
/** @typedef {{ os: string, cpu: string, libc: string | null }} Platform named as npm names them */

/**
 * The places of packages that the lock file wants on this platform and that are not installed in that version.
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json, which npm writes when an install is complete
 * @param {Platform} platform
 * @returns {string[]}
 */
export function missingPackages(wanted, installed, platform) {
  return Object.entries(wanted.packages)
    .filter(([place, entry]) => place.startsWith("node_modules/") && isNeeded(entry, platform))
    .filter(([place, entry]) => !isSame(entry, installed.packages[place]))
    .map(([place]) => place);
}

/**
 * Optional packages without a platform of their own belong to optional ones that have one: npm knows, we need not.
 * @param {LockedPackage} entry
 * @param {Platform} platform
 */
function isNeeded(entry, platform) {
  if (!entry.optional) return true;
  if (!entry.os && !entry.cpu) return false;
  return allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu) && allows(entry.libc, platform.libc);
}

/**
 * @param {string | string[] | undefined} names or, after `!`, names of those that are not allowed
 * @param {string | null} value
 */
function allows(names, value) {
  if (!names) return true;
  const list = [names].flat();
  if (list.some((name) => name === `!${value}`)) return false;
  return list.every((name) => name.startsWith("!")) || list.some((name) => name === value || name === "any");
}

/**
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} installed
 */
function isSame(wanted, installed) {
  if (!installed) return false;
  if (wanted.link) return installed.link === true;
  return wanted.version === installed.version && wanted.integrity === installed.integrity;
}
