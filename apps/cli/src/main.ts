#!/usr/bin/env node
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Serve } from "./commands/serve.ts";
import type { Host, TextOutput } from "./host.ts";
import { runProgram } from "./program.ts";
import { readSurroundings } from "./settings.ts";

/** The server is loaded when one of its commands is given: the others start faster without. */
const serve: Serve = async (role, options) => {
  const [server, { lookInto }] = await Promise.all([import("@aac/server"), import("./detect/look-into.ts")]);
  return server.serve(role, { ...options, lookInto });
};

if (import.meta.main) {
  // A reader that has seen enough (`aac logs latest | head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.exitCode = await runProgram(process.argv.slice(2), hostOf(process), serve);
}

function hostOf(own: NodeJS.Process): Host {
  return {
    stdout: outputOf(own.stdout),
    stderr: outputOf(own.stderr),
    cwd: own.cwd(),
    checkout: fileURLToPath(new URL("../../..", import.meta.url)),
    surroundings: readSurroundings(),
    fetch: globalThis.fetch,
    now: Date.now,
    every(ms, tick) {
      const timer = setInterval(tick, ms).unref();
      return () => clearInterval(timer);
    },
    pause: (ms) => pause(ms),
    onInterrupt(handler) {
      const signals = ["SIGINT", "SIGTERM"] as const;
      for (const signal of signals) own.on(signal, handler);
      return () => {
        for (const signal of signals) own.off(signal, handler);
      };
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): TextOutput {
  return {
    write: (text) => stream.write(text),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns || 80;
    },
  };
}
