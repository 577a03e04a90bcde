import { type Route, type RouteName, routes } from "@aac/contract";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../../../tests/browser/browser.ts";
import { chromiumPath } from "../../../../tests/browser/chromium.ts";
import { startTestCenter, type TestCenter } from "../../../../tests/scenarios/test-center.ts";

interface Operation {
  operationId: string;
  security?: unknown;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

let center: TestCenter;
let document: Document;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  document = (await (await fetch(`${center.url}/openapi.json`)).json()) as Document;
});
afterAll(() => center.stop());

const names = Object.keys(routes) as RouteName[];
const pathOf = ({ path }: Route) => path.replace(/:(\w+)/g, "{$1}").replace("*", "{*}");
const operationOf = (route: Route) => document.paths[pathOf(route)]?.[route.method.toLowerCase()];

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { errors } = await validator.validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(validator.version).toBe("3.1");
});

test("every schema that is referred to is there", () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
  const targets = [...new Set([...references].map(([, path = ""]) => path))];
  expect(targets.length).toBeGreaterThan(10);
  for (const target of targets) expect(document).toHaveProperty(target.split("/"));
});

describe.each(names)("%s", (name) => {
  const route: Route = routes[name];

  test("stands in the document as it is in the route table", () => {
    const operation = operationOf(route)!;
    expect(operation).toMatchObject({ operationId: name, tags: [route.tag], summary: route.summary });
    expect(operation.security !== undefined).toBe(route.permission !== null);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining([String(route.status), "default"]));
    expect(operation.responses["default"]!.content).toHaveProperty(["application/problem+json"]);
    const inPath = (operation.parameters ?? []).filter((one) => one.in === "path").map((one) => one.name);
    expect(inPath.toSorted()).toEqual(Object.keys(route.params?.shape ?? {}).toSorted());
    const body = route.consumes ?? (route.body && "application/json");
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(body ? [body] : []);
  });
});

test("the document has no route that the table does not have", () => {
  const listed = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.keys(byMethod).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const known = names.map((name) => `${routes[name].method} ${pathOf(routes[name])}`);
  expect(listed.toSorted()).toEqual(known.toSorted());
});

describe.skipIf(chromiumPath === null)("the reference at /api/docs", () => {
  test("shows every route in a browser, and asks no other host", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const refused: string[] = [];
      page.on("request", (request) => void asked.push(request.url()));
      page.on(
        "console",
        (message) => message.text().includes("Content Security Policy") && refused.push(message.text()),
      );
      await page.goto(`${center.url}/api/docs`);
      for (const { summary } of Object.values(routes)) {
        await page.getByRole("link", { name: summary, exact: false }).first().waitFor({ state: "attached" });
      }
      expect(asked.filter((url) => !url.startsWith(`${center.url}/`) && !/^(data|blob):/.test(url))).toEqual([]);
      expect(asked).toContain(`${center.url}/openapi.json`);
      expect(refused).toEqual([]);
      expect(await page.content()).not.toContain("Ask AI");
    } finally {
      await browser.close();
    }
  });
});
