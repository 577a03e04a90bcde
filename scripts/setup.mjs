// Makes a checkout ready to run, and does nothing when it is: installs what package-lock.json asks for, provides
// Node 24.7 or later as node_modules/.bin/node, and with --dashboard builds the dashboard. Plain JavaScript without
// dependencies, for any Node from 20.19: it runs before anything is installed. Speaks on stderr only.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildDashboard, isDashboardBuilt } from "./setup/dashboard.mjs";
import { SetupFailure } from "./setup/failure.mjs";
import { install, isInstalled } from "./setup/install.mjs";
import { withLock } from "./setup/lock.mjs";
import { hasRuntime, provideRuntime } from "./setup/runtime.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wantsDashboard = process.argv.includes("--dashboard");

const isReady = () => isInstalled(root) && hasRuntime(root) && (!wantsDashboard || isDashboardBuilt(root));

function checkHost() {
  if (process.platform === "win32") {
    throw new SetupFailure("Windows is not supported as it is.", "Run this inside WSL 2, which is.");
  }
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupFailure(
      `This is Node ${process.versions.node}; 20.19 is the oldest that can set things up.`,
      "Install a current Node (24 is best); a newer one than that needs nothing else.",
    );
  }
}

/** @param {string} line */
const say = (line) => console.error(line);

try {
  checkHost();
  if (!isReady()) {
    await withLock(root, say, async () => {
      if (!isInstalled(root)) await install(root, say);
      if (!hasRuntime(root)) provideRuntime(root, say);
      if (wantsDashboard && !isDashboardBuilt(root)) await buildDashboard(root, say);
    });
  }
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  say(`\nThe set-up failed: ${error.message}\n  What to do: ${error.remedy}\n`);
  process.exitCode = 1;
}
