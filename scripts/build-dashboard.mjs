// For images: builds the dashboard, unless the folder that came along was built from these very sources.
import { spawnSync } from "node:child_process";
import { isDashboardBuilt } from "./setup/dashboard.mjs";

if (!isDashboardBuilt(process.cwd())) {
  const { status } = spawnSync(process.execPath, ["scripts/setup.mjs", "--dashboard"], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
