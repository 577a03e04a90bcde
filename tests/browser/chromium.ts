import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this host; null where there is none, for `skipIf`. With `CI` set a missing one is a failure. */
export const chromiumPath: string | null = process.env["CHROMIUM_PATH"] ?? find();

function find(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
  if (found === undefined && process.env["CI"]) throw new Error("There is no Chromium to test with: install one.");
  return found ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
