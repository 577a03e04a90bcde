import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Starts the bare server in a process of its own; it appends to `file`. */
export async function startBareServer(file: string): Promise<{ url: string; stop(): Promise<void> }> {
  const script = join(import.meta.dirname, "bare-server.process.ts");
  const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("close", () => reject(new Error("The bare server ended before it listened.")));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
