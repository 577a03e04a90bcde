import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Problem } from "@aac/core";
import { type Config, type Flags, readConfig } from "./config.ts";
import { version } from "./version.ts";

type Say = (text: string) => void;

/** What a backup says of itself. */
interface Manifest {
  version: string;
  at: string;
  databaseBytes: number;
  /** Of reports and artifacts; null: they lie in a bucket. */
  files: { count: number; bytes: number } | null;
}

const database = "center.db";
const manifestFile = "backup.json";
const isKeyFile = (name: string) => /^(master-key(\..+)?|api-key)$/.test(name);

/**
 * Copies an embedded center into a new folder, while it works or not: the store as it is at one moment, then the keys, then
 * the reports and artifacts, so that whatever the store names is there. Answers the exit code. Throws a Problem.
 */
export async function backUp(folder: string, flags: Flags, say: Say): Promise<number> {
  const config = readConfig("keys", flags);
  demandEmbedded(config);
  const target = resolve(folder);
  await demandFree(target, "It is not overwritten: name a folder that is not there.");
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(unfinished, "keys"), { recursive: true, mode: 0o700 });
  try {
    const { backupDatabase } = await import("@aac/adapters/store/sqlite");
    const { sizeBytes } = await backupDatabase(join(config.dataDir, database), join(unfinished, database));
    const keys = (await readdir(config.dataDir)).filter(isKeyFile);
    for (const name of keys) await copyFile(join(config.dataDir, name), join(unfinished, "keys", name));
    const files = config.s3 ? null : await copyReports(config.reportsDir, join(unfinished, "reports"));
    const manifest: Manifest = { version, at: new Date().toISOString(), databaseBytes: sizeBytes, files };
    await writeFile(join(unfinished, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(unfinished, target);
    say(`${target}: store of ${inMiB(sizeBytes)}, ${describeFiles(files)}, ${keys.length} key files.`);
    if (config.encryptionKey)
      say("Its secrets are sealed under ENCRYPTION_KEY, which is not in it: keep that as well.");
    else say("It holds the master key: who has it reads every secret.");
    return 0;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw asProblem(error);
  }
}

/** Puts a backup into a data folder that is not there, or empty. What ran at its moment is tried again. */
export async function restore(folder: string, flags: Flags, say: Say): Promise<number> {
  const config = readConfig("keys", flags);
  demandEmbedded(config);
  const source = resolve(folder);
  const manifest = await readManifest(source);
  await demandFree(
    config.dataDir,
    "A backup is restored into an empty folder: move this one away, or name another by --data.",
  );
  if (manifest.files) await demandFree(config.reportsDir, "Reports are restored into an empty folder.");
  try {
    const { checkDatabase } = await import("@aac/adapters/store/sqlite");
    checkDatabase(join(source, database));
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    if (manifest.files) {
      const copied = await copyReports(join(source, "reports"), config.reportsDir);
      if (copied.count !== manifest.files.count || copied.bytes !== manifest.files.bytes) {
        throw new Problem(
          "data_folder_damaged",
          `${source} holds ${describeFiles(copied)}, and should hold ${describeFiles(manifest.files)}.`,
        );
      }
    }
    for (const name of await readdir(join(source, "keys"))) {
      await copyFile(join(source, "keys", name), join(config.dataDir, name));
    }
    // Last, under its name: a folder that is only half restored has no store.
    const arriving = join(config.dataDir, `${database}.arriving`);
    await copyFile(join(source, database), arriving);
    await rename(arriving, join(config.dataDir, database));
  } catch (error) {
    throw asProblem(error);
  }
  say(
    `${config.dataDir} is as it was at ${manifest.at} (version ${manifest.version}): ${describeFiles(manifest.files)}.`,
  );
  say("Start it as before. What ran at that moment is tried again.");
  return 0;
}

function demandEmbedded({ mongoUri }: Config): void {
  if (mongoUri === null) return;
  throw new Problem(
    "invalid_configuration",
    "MONGO_URI: This is for the embedded store. MongoDB is backed up by mongodump: see docs/operations.md.",
  );
}

async function demandFree(folder: string, why: string): Promise<void> {
  const found = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw asProblem(error);
  });
  if (found.length > 0) throw new Problem("data_folder_unusable", `${folder} is not empty. ${why}`);
}

async function readManifest(source: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(source, manifestFile), "utf8")) as Manifest;
  } catch (cause) {
    throw new Problem("data_folder_unusable", `${source} is no backup: it has no ${manifestFile}.`, { cause });
  }
}

/** What is half written stays behind; what is deleted while it is copied is left out. */
async function copyReports(from: string, to: string): Promise<{ count: number; bytes: number }> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const left = { count: 0, bytes: 0 };
  for (const entry of await readdir(from, { withFileTypes: true }).catch(none)) {
    if (entry.name.startsWith(".")) continue;
    const [path, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      const inside = await copyReports(path, target);
      left.count += inside.count;
      left.bytes += inside.bytes;
    } else if (entry.isFile() && (await copyIfThere(path, target))) {
      left.count++;
      left.bytes += (await stat(target)).size;
    }
  }
  return left;
}

async function copyIfThere(path: string, target: string): Promise<boolean> {
  return copyFile(path, target).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}

const none = (error: unknown) => {
  if (isMissing(error)) return [];
  throw error;
};

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem(code === "ENOSPC" ? "disk_full" : "data_folder_unusable", `${message}.`, { cause: error });
}

const inMiB = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const describeFiles = (files: Manifest["files"]) =>
  files === null ? "reports in their bucket" : `${files.count} files (${inMiB(files.bytes)})`;
