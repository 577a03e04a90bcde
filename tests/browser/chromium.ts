import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this host; null where there is none, for `skipIf`. With `CI` set a missing one is a failure. */
export const chromiumPath: string | null = find();

/** A headless browser with nothing of anybody in it. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === null) throw new Error("There is no Chromium on the PATH.");
  // As root, as in CI, Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}

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
