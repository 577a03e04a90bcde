import { createHash, randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "@aac/core";

export interface MasterKey {
  /** Stands in everything the key seals: letters, digits, `_` and `-`. */
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** A key by its own name: wherever it is kept, it opens what it has sealed. */
export const masterKeyOf = (key: Uint8Array): MasterKey => ({
  id: createHash("sha256").update(key).digest("hex").slice(0, 12),
  key,
});

/**
 * The key in the file, which is made, readable by its owner only, where there is none. Of several processes that make it
 * at once, all get the same. Throws Problem `data_folder_unusable`, `disk_full`, or `data_folder_damaged` when it holds
 * no key: a new one would open nothing of what was sealed before.
 */
export async function loadOrCreateMasterKey(path: string): Promise<MasterKey> {
  try {
    const text = (await read(path)) ?? (await make(path));
    if (!/^[0-9a-f]{64}\n?$/.test(text))
      throw new Problem("data_folder_damaged", `${path} does not hold a key of 64 hexadecimal digits.`);
    return masterKeyOf(Buffer.from(text.trim(), "hex"));
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(code === "ENOSPC" ? "disk_full" : "data_folder_unusable", `${message}.`, { cause: error });
  }
}

async function read(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, "utf8");
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Written whole beside its place and then linked there, which fails where another process was first. */
async function make(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = `${randomBytes(32).toString("hex")}\n`;
  const own = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(own, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(own, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return await readFile(path, "utf8");
  } finally {
    await file.close();
    await rm(own, { force: true });
  }
}
