import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Permission } from "@aac/contract";
import { permissions } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookInto } from "../../../../cli/src/detect/look-into.ts";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp, type ProducerOptions } from "../app.ts";

let center: TestCenter;
let folder: string;
let call: ApiCaller;
const apps: { close(): Promise<void> }[] = [];

/** Another API of the same center, with what a test wants otherwise. */
async function serve(options: Partial<ProducerOptions>): Promise<ApiCaller> {
  const app = await createApp(center.center, appOptions(options));
  apps.push(app);
  return apiCaller(await app.listen({ port: 0, host: "127.0.0.1" }), center.apiKey);
}

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  folder = await mkdtemp(join(tmpdir(), "aac-look-"));
  call = await serve({ lookInto, executor: "docker", signUp: "open" });
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await center.stop();
  await rm(folder, { recursive: true });
});

test("GET /api/v1/center, 200: anybody is told whether they may sign up", async () => {
  const { url } = center;
  expect(await (await fetch(`${url}/api/v1/center`)).json()).toEqual({ signUp: "invited" });
  expect(await (await call("GET", "/api/v1/center")).json()).toEqual({ signUp: "open" });
});

test("GET /api/v1/roles, 200: the table that holds", async () => {
  const { permissions: told } = await center.client.call("listRoles");
  expect(told.map(({ permission }) => permission)).toEqual(Permission.options);
  for (const { permission, role, scope } of told) expect(permissions[permission]).toMatchObject({ role, scope });
});

describe("GET /api/v1/look/image", () => {
  const look = (image: string) => call("GET", `/api/v1/look/image?image=${encodeURIComponent(image)}`);

  test("200: the parts of a name, and whether the organization's policy lets suites use it", async () => {
    const e2e = { registry: "ghcr.io", repository: "acme/e2e", tag: "1.4", digest: null };
    expect(await (await look("ghcr.io/acme/e2e:1.4")).json()).toEqual({ name: e2e, problem: null });
    await center.client.call("changeSandboxPolicy", { body: { allowedImages: ["ghcr.io/acme/*"] } });
    expect(await (await look("node")).json()).toEqual({
      name: { registry: "docker.io", repository: "library/node", tag: "latest", digest: null },
      problem: expect.stringContaining("ghcr.io/acme/*"),
    });
    await center.client.call("changeSandboxPolicy", { body: { allowedImages: null } });
  });

  test.each(["ghcr.io/Acme/E2E", "https://ghcr.io/acme/e2e", ":1.4"])(
    "200: %s is no name of an image",
    async (image) => {
      expect(await (await look(image)).json()).toEqual({ name: null, problem: expect.stringContaining(image) });
    },
  );

  test("400: what no suite could name either", async () => {
    const { errors } = await expectProblem(await look("Not A Name"), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: expect.stringContaining("image") }]);
  });
});

describe("GET /api/v1/look/directory", () => {
  const look = (directory: string, caller = call) =>
    caller("GET", `/api/v1/look/directory?directory=${encodeURIComponent(directory)}`);

  test("200: what is recognised of it, and nothing where nothing is", async () => {
    expect(await (await look(folder)).json()).toEqual({ problem: null, setUp: null, hasDockerfile: false });
    await writeFile(join(folder, "entrypoint.sh"), "exit 0\n");
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
    expect(await (await look(folder)).json()).toMatchObject({
      problem: null,
      setUp: { name: expect.stringContaining("entrypoint.sh"), workingDirectory: "/app" },
      hasDockerfile: true,
    });
  });

  test("200: that it is not there, where it is not", async () => {
    for (const path of [join(folder, "none"), "tests"]) {
      const problem = expect.stringContaining("is not a directory of this host");
      expect(await (await look(path)).json()).toEqual({ problem, setUp: null, hasDockerfile: false });
    }
  });

  test("422: outside local mode nobody looks at the host", async () => {
    await expectProblem(await look(folder, await serve({ mode: "server", lookInto })), 422, "directory_not_allowed");
  });
});
