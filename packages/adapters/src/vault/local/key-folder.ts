import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fileProblem, keepKeyFile, loadOrCreateMasterKey, readKeyFile } from "./key-file.ts";
import { type MasterKey, masterKeyOf, type MasterKeys } from "./master-keys.ts";

/** Master keys as files of a data folder: `master-key` wraps, `master-key.<id>` is one of before, or its copy. */
export interface KeyFolder extends MasterKeys {
  /** Puts a new key in place of the current one, which stays beside it. Processes that run find both. */
  renew(): Promise<MasterKey>;
  /** Removes a key that is not the current one, if it was replaced at least `ageMs` ago; false when it was not. */
  remove(id: string, ageMs: number): Promise<boolean>;
}

/** Reads the files each time: another process may have renewed the key, and what it wrapped has to be opened here. */
export function createKeyFolder(folder: string): KeyFolder {
  const path = join(folder, "master-key");
  const fileOf = (id: string) => `${path}.${id}`;
  const current = () => loadOrCreateMasterKey(path);
  const find: MasterKeys["find"] = async (id) => {
    const now = await current();
    if (now.id === id) return now;
    return isId.test(id) ? readKeyFile(fileOf(id)) : null;
  };
  return {
    current,
    find,
    async all() {
      const now = await current();
      const names = await readdir(folder);
      const others = names.flatMap((name) => /^master-key\.([0-9a-f]{12})$/.exec(name)?.[1] ?? []);
      const found = await Promise.all(others.filter((id) => id !== now.id).map((id) => readKeyFile(fileOf(id))));
      return [now, ...found.filter((one) => one !== null)];
    },
    async renew() {
      const before = await current();
      const next = masterKeyOf(randomBytes(32));
      // Both have a file of their own before the exchange: of two processes that renew at once, one is overwritten here.
      await keepKeyFile(fileOf(before.id), before);
      await keepKeyFile(fileOf(next.id), next);
      const now = new Date();
      // From now on it is an old one, however long its file was there.
      await utimes(fileOf(before.id), now, now);
      const own = `${path}.next-${next.id}`;
      await keepKeyFile(own, next);
      await rename(own, path).catch((error: unknown) => Promise.reject(fileProblem(error)));
      return next;
    },
    async remove(id, ageMs) {
      const { mtimeMs } = await stat(fileOf(id));
      if (Date.now() - mtimeMs < ageMs) return false;
      await rm(fileOf(id), { force: true });
      return true;
    },
  };
}

const isId = /^[0-9a-f]{12}$/;
