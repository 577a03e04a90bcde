import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDashboard, isDashboardBuilt } from "../../scripts/setup/dashboard.mjs";
import { root } from "../architecture/checkout.ts";
import { makeGoImage, makeNginxImage, makeNpmImage } from "./images.ts";

/** A target of deploy/Dockerfile. */
export type CenterImage = "worker" | "producer" | "dashboard" | "docs" | "agent";

/** Base images that are made of this machine's Node, nginx and Go. */
export const bases = {
  NODE_IMAGE: "aac-test-base:node",
  NGINX_IMAGE: "aac-test-base:nginx",
  GO_IMAGE: "aac-test-base:go",
};
/** Docker's context is the checkout, so what stands in for the documentation has to lie in it. */
const docs = "apps/docs/build/stand-in";

/** Builds images as they are released, each under the name that is given it. */
export async function buildCenterImages(
  host: string,
  names: Readonly<Partial<Record<CenterImage, string>>>,
): Promise<void> {
  const targets = Object.keys(names) as CenterImage[];
  if (!isDashboardBuilt(root)) await buildDashboard(root, console.log);
  mkdirSync(join(root, docs), { recursive: true });
  writeFileSync(join(root, docs, "index.html"), "<!doctype html><title>Docs</title>");
  try {
    await Promise.all([
      makeNpmImage(host, bases.NODE_IMAGE),
      makeNginxImage(host, bases.NGINX_IMAGE),
      targets.includes("agent") ? makeGoImage(host, bases.GO_IMAGE) : null,
    ]);
    for (const target of targets) build(host, target, names[target]!);
  } finally {
    rmSync(join(root, docs), { recursive: true, force: true });
  }
}

function build(host: string, target: CenterImage, name: string): void {
  const settings = { ...bases, REVISION: "abc", DOCS_BUILD: docs };
  const given = Object.entries(settings).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]);
  const fixed = ["build", "-q", "--network=host", "-f", "deploy/Dockerfile"];
  const { status, stdout, stderr } = spawnSync("docker", [...fixed, "--target", target, "-t", name, ...given, "."], {
    cwd: root,
    encoding: "utf8",
    // The builder that every engine has.
    env: { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" },
  });
  if (status !== 0)
    throw new Error(`docker build --target ${target} failed:\n${stdout.slice(-2_000)}${stderr.slice(-4_000)}`);
}
