import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { builtByGo } from "./built-by-go.ts";

/**
 * An environment in which `docker compose` is there: as it is installed, else built of Go's module as the plugin of
 * Docker's client that it is. Null where neither can be had.
 * @param dir a folder of the caller's
 */
export async function environmentWithCompose(dir: string): Promise<NodeJS.ProcessEnv | null> {
  const isThere = (env: NodeJS.ProcessEnv) => spawnSync("docker", ["compose", "version"], { env }).status === 0;
  if (isThere(process.env)) return process.env;
  // The newest that Go 1.24 builds.
  const plugin = await builtByGo("github.com/docker/compose/v2@v2.40.3", "./cmd");
  if (plugin === null) return null;
  const plugins = join(dir, "cli-plugins");
  mkdirSync(plugins, { recursive: true });
  symlinkSync(plugin, join(plugins, "docker-compose"));
  const env = { ...process.env, DOCKER_CONFIG: dir };
  return isThere(env) ? env : null;
}
