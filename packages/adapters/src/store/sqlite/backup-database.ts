import { existsSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { sqliteProblem } from "./sqlite-problem.ts";

/** All pages in one step: between two of them a writer of another process would make the copy begin anew, for ever under load. */
const pagesAtOnce = 2 ** 31 - 1;

/**
 * Copies a database as it is at one moment, whoever writes it meanwhile; they are not held up. The copy is checked whole.
 * Throws a Problem when there is none, or when it is damaged.
 */
export async function backupDatabase(path: string, target: string): Promise<{ sizeBytes: number }> {
  if (!existsSync(path)) throw new Problem("data_folder_unusable", `There is no ${path}.`);
  try {
    const source = new DatabaseSync(path, { timeout: 10_000 });
    try {
      await backup(source, target, { rate: pagesAtOnce });
    } finally {
      source.close();
    }
  } catch (error) {
    throw sqliteProblem(error, path);
  }
  checkDatabase(target);
  return { sizeBytes: statSync(target).size };
}

/** Throws Problem `data_folder_damaged`. */
export function checkDatabase(path: string): void {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const [first] = database.prepare("PRAGMA quick_check(1)").all();
      const verdict = String(first?.["quick_check"]);
      if (verdict !== "ok") throw new Problem("data_folder_damaged", `${path}: ${verdict}.`);
    } finally {
      database.close();
    }
  } catch (error) {
    throw error instanceof Problem ? error : sqliteProblem(error, path);
  }
}
