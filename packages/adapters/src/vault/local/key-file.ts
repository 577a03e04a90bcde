import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "@aac/core";
import { type MasterKey, masterKeyOf } from "./master-keys.ts";

/**
 * The key in the file, which is made, readable by its owner only, where there is none. Of several processes that make it
 * at once, all get the same. Throws Problem `data_folder_unusable`, `disk_full`, or `data_folder_damaged` when it holds
 * no key: a new one would open nothing of what was sealed before.
 */
export async function loadOrCreateMasterKey(path: string): Promise<MasterKey> {
  try {
    return toKey(path, (await read(path)) ?? (await make(path, `${randomBytes(32).toString("hex")}\n`)));
  } catch (error) {
    throw fileProblem(error);
  }
}

/** Null where there is no such file. */
export async function readKeyFile(path: string): Promise<MasterKey | null> {
  try {
    const text = await read(path);
    return text === null ? null : toKey(path, text);
  } catch (error) {
    throw fileProblem(error);
  }
}

/** Leaves what is there already as it is. */
export async function keepKeyFile(path: string, { key }: MasterKey): Promise<void> {
  try {
    await make(path, `${Buffer.from(key).toString("hex")}\n`);
  } catch (error) {
    throw fileProblem(error);
  }
}

function toKey(path: string, text: string): MasterKey {
  if (!/^[0-9a-f]{64}\n?$/.test(text))
    throw new Problem("data_folder_damaged", `${path} does not hold a key of 64 hexadecimal digits.`);
  return masterKeyOf(Buffer.from(text.trim(), "hex"));
}

export function fileProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem(code === "ENOSPC" ? "disk_full" : "data_folder_unusable", `${message}.`, { cause: error });
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
async function make(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
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
