import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { until } from "../scenarios/test-center.ts";
import { bases, buildCenterImages, type CenterImage } from "../services/center-images.ts";
import { dockerAt } from "../services/docker.ts";
import { isInstalled } from "../services/own-server.ts";

// The images as they are released, on base images that are made of this machine's Node and nginx.

const host = inject("docker.host");
const hasNginx = isInstalled("nginx", "nginx-light");
const targets = ["worker", "producer", "dashboard", "docs"] as const;
type Target = (typeof targets)[number];
const tagOf = (target: CenterImage) => `aac-test-image:${target}`;
const isServer = (target: Target) => target === "worker" || target === "producer";
const hasGo = spawnSync("go", ["version"]).status === 0;
const all: CenterImage[] = hasGo ? [...targets, "agent"] : [...targets];

const docker = dockerAt(host ?? "unix:///none");
const started: string[] = [];

/** Starts it as hardened as the deployments do, without a network. */
async function start(target: Target, options: { env?: string[]; mounts?: string[]; groups?: string[] } = {}) {
  const container = await docker.createContainer({
    Image: tagOf(target),
    Env: options.env ?? [],
    // The image's own, more often.
    Healthcheck: { Test: [], Interval: 500_000_000, StartPeriod: 60_000_000_000 },
    HostConfig: {
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Tmpfs: { "/tmp": "", ...(isServer(target) ? { "/data": "uid=1000", "/app/reports": "uid=1000" } : {}) },
      Binds: options.mounts ?? [],
      GroupAdd: options.groups ?? [],
      Memory: 512 * 2 ** 20,
    },
  });
  started.push(container.id);
  await container.start();
  const isHealthy = async () => {
    const { State } = await container.inspect();
    if (State.Running && State.Health?.Status !== "unhealthy") return State.Health?.Status === "healthy";
    const said = await container.logs({ stdout: true, stderr: true });
    throw new Error(`${JSON.stringify(State.Health ?? State)}\n${said.toString("latin1").slice(-3_000)}`);
  };
  await until(`the ${target} to be healthy`, isHealthy, 90_000);
  return container;
}

/** Says of each package that a workspace of the image depends on whether it is where that workspace finds it. */
const missingPackages = `
  for (const path of require("node:fs").globSync("/app/{apps/{cli,server},packages/*}/package.json")) {
    for (const name of Object.keys(require(path).dependencies ?? {})) {
      const found = require("node:module").findPackageJSON(name, path);
      console.log(found ? "looked at " + name : "missing: " + name + " of " + path);
    }
  }`;

const server = [`JWT_SECRET=${randomBytes(48).toString("base64")}`];

describe.skipIf(host === null || !hasNginx)("the images", { timeout: 400_000 }, () => {
  beforeAll(async () => {
    await buildCenterImages(host!, Object.fromEntries(all.map((target) => [target, tagOf(target)])));
  }, 400_000);
  afterAll(async () => {
    for (const id of started) await docker.getContainer(id).remove({ force: true, v: true });
  });

  test("are small, belong to nobody who is root, and say what they are", async () => {
    const sizeOf = async (tag: string) => (await docker.getImage(tag).inspect()).Size / 1e6;
    const overNode = (target: Target) =>
      Promise.all([sizeOf(tagOf(target)), sizeOf(bases.NODE_IMAGE)]).then(([a, b]) => a - b);
    expect(await overNode("worker")).toBeLessThan(120);
    expect(await overNode("producer")).toBeLessThan(120);
    expect(await sizeOf(tagOf("dashboard"))).toBeLessThan(30);
    expect(hasGo ? await sizeOf(tagOf("agent")) : 0).toBeLessThan(5);
    for (const target of all) {
      const { Config } = await docker.getImage(tagOf(target)).inspect();
      expect(Config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(Config.Labels).toMatchObject({
        "org.opencontainers.image.title": `Agnostic Automation Center: ${target}`,
        "org.opencontainers.image.licenses": "Apache-2.0",
        "org.opencontainers.image.description": expect.stringMatching(/\.$/),
        "org.opencontainers.image.version": expect.stringMatching(/^\d/),
        "org.opencontainers.image.revision": "abc",
      });
    }
  });

  test("a producer is healthy on a root that is read-only, and holds no test, no source of pages and nothing else's", async () => {
    const producer = await start("producer", { env: server });
    const list = await producer.exec({
      Cmd: ["find", "/app", "-path", "/app/node_modules", "-prune", "-o", "-type", "f", "-print"],
      AttachStdout: true,
    });
    let files = "";
    for await (const chunk of await list.start({})) files += String(chunk);
    expect(files).toContain("/app/apps/server/src/main.ts");
    expect(files).toContain("/app/apps/dashboard/dist/index.html");
    expect(files).not.toMatch(/\.test\.|\/\.env|\/\.git|apps\/dashboard\/src|\/tests\//);

    const missing = await producer.exec({
      Cmd: ["node", "-e", missingPackages],
      AttachStdout: true,
      AttachStderr: true,
    });
    let said = "";
    for await (const chunk of await missing.start({})) said += String(chunk);
    expect(said).toContain("looked at better-auth");
    expect(said).not.toContain("missing");
  });

  test("a worker is healthy with the engine's socket, by its group", async () => {
    const socket = new URL(host!).pathname;
    const group = String(statSync(socket).gid);
    const env = [`DOCKER_HOST=unix:///run/engine.sock`];
    await start("worker", { env, mounts: [`${socket}:/run/engine.sock`], groups: [group] });
  });

  test("dashboard and documentation are served, where the root is read-only, and a wrong setting is named", async () => {
    const fetched = async (target: "dashboard" | "docs", path: string) => {
      const container = await start(target);
      const page = await container.exec({
        Cmd: ["wget", "-q", "-O", "-", "--header", "accept: text/html", `http://127.0.0.1:8080${path}`],
        AttachStdout: true,
      });
      let text = "";
      for await (const chunk of await page.start({})) text += String(chunk);
      return text;
    };
    expect(await fetched("dashboard", "/runs/any")).toContain('<div id="root">');
    expect(await fetched("docs", "/")).toContain("<title>Docs</title>");
    await expect(start("dashboard", { env: ["PRODUCER_UPSTREAM=http://producer"] })).rejects.toThrow(
      /it has to be host:port, such as producer:3000/,
    );
  });
});
