import { chmodSync, cpSync } from "node:fs";
import { join } from "node:path";
import { isInstalled, type OwnServer, startOwnServer } from "./own-server.ts";

const start = join(import.meta.dirname, "../../deploy/nginx/start.sh");

/** nginx as the images of dashboard and docs start it; null where it is not installed. */
export async function startNginx(
  site: "dashboard" | "docs",
  { files, settings = {} }: { files: string; settings?: Record<string, string> },
): Promise<OwnServer | null> {
  if (!isInstalled("nginx", "nginx-light")) return null;
  return startOwnServer({
    name: "nginx",
    command: ({ dir, port }) => {
      // As root, nginx reads and writes as somebody else.
      chmodSync(dir, 0o755);
      cpSync(files, join(dir, "site"), { recursive: true });
      const own = { PORT: String(port), NGINX_DIR: join(dir, "nginx"), SITE_ROOT: join(dir, "site"), TMPDIR: dir };
      return { file: "sh", args: [start, site], env: { ...own, LISTEN_IPV4_ONLY: "1", ...settings } };
    },
    url: ({ port }) => `http://127.0.0.1:${port}`,
    isReady: (url) => fetch(`${url}/healthz`).then(({ ok }) => ok),
  });
}
