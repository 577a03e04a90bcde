import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { install, isInstalled } from "./install.mjs";

/** npm as a person's shell would find it, with a registry of the test's own and no cache. */
function npmWith(registry: string, root: string): NodeJS.ProcessEnv {
  const own = { npm_config_registry: registry, npm_config_cache: join(root, "cache"), npm_config_fetch_retries: "0" };
  return { PATH: process.env["PATH"], HOME: root, ...own };
}

function checkout(dependencies: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "aac-install-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const about = { name: "checkout", version: "1.0.0", workspaces: ["packages/*"], dependencies };
  mkdirSync(join(root, "packages/own"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify(about));
  writeFileSync(join(root, "packages/own/package.json"), JSON.stringify({ name: "own", version: "1.0.0" }));
  const locked = Object.entries(dependencies).map(([name, version]) => [
    `node_modules/${name}`,
    {
      version,
      integrity: "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    },
  ]);
  const packages = {
    "": about,
    "node_modules/own": { resolved: "packages/own", link: true },
    "packages/own": { version: "1.0.0" },
    ...Object.fromEntries(locked),
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ name: "checkout", lockfileVersion: 3, packages }));
  return root;
}

async function registryThatAnswers(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const said: string[] = [];
const say = (line: string) => void said.push(line);
beforeEach(() => void said.splice(0));

describe("installing", () => {
  test("makes the checkout complete, until something of it is missing", async () => {
    const root = checkout({});
    expect(isInstalled(root)).toBe(false);
    await install(root, say, npmWith("http://127.0.0.1:9", root));
    expect(isInstalled(root)).toBe(true);
    expect(said.at(-1)).toMatch(/^Installed in \d+ s\.$/);

    cpSync(join(checkout({ later: "1.0.0" }), "package-lock.json"), join(root, "package-lock.json"));
    expect(isInstalled(root)).toBe(false);
  });

  test("that was interrupted does not count as done", async () => {
    const root = checkout({});
    await install(root, say, npmWith("http://127.0.0.1:9", root));
    rmSync(join(root, "node_modules/.package-lock.json"));
    expect(isInstalled(root)).toBe(false);
  });

  test("without a network says so, and what to look at", async () => {
    const root = checkout({ missing: "1.0.0" });
    await expect(install(root, say, npmWith("http://127.0.0.1:9", root))).rejects.toMatchObject({
      message: "npm could not reach the package registry.",
      remedy: expect.stringContaining("npm config get proxy"),
    });
    expect(said.join("\n")).toContain("ECONNREFUSED");
  });

  test.each([
    [401, "The package registry refused the request."],
    [403, "The package registry refused the request."],
    [404, "The package registry does not have a package that is needed here."],
  ])("from a registry that answers %i says so", async (status, message) => {
    const root = checkout({ missing: "1.0.0" });
    const registry = await registryThatAnswers(status);
    await expect(install(root, say, npmWith(registry, root))).rejects.toMatchObject({ message });
  });

  test("with a lock file that does not fit says so", async () => {
    const root = checkout({});
    writeFileSync(
      join(root, "package.json"),
      JSON.stringify({ name: "checkout", dependencies: { another: "file:packages/own" } }),
    );
    await expect(install(root, say, npmWith("http://127.0.0.1:9", root))).rejects.toMatchObject({
      message: "package.json and package-lock.json do not agree.",
    });
  });

  test("without npm says so", async () => {
    const root = checkout({});
    await expect(install(root, say, { PATH: root })).rejects.toMatchObject({ message: "npm is not there." });
  });
});
