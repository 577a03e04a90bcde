import type { SeededFailure } from "../seeded-failure.ts";

const command = [
  "node",
  "--test",
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  "--test-reporter=junit",
  "--test-reporter-destination=junit.xml",
  "shop.test.mjs",
];

/** One test with this body. */
const withTest = (
  body: string,
  files: SeededFailure["files"] = {},
): Pick<SeededFailure, "needs" | "files" | "command"> => ({
  needs: ["node"],
  command,
  files: {
    "shop.test.mjs": `
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, it } from "node:test";

const listen = (server, port = 0) => new Promise((resolve, reject) => {
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => resolve(server.address().port));
});

describe("shop", () => {
  it("counts", () => assert.equal(1 + 1, 2));
  it("sells a candle", async (t) => {
${body}
  });
});
`,
    ...files,
  },
});

/** Answers every request so. */
const server = (status: number, body: string) => `
    const server = createServer((request, response) => response.writeHead(${status}).end(${JSON.stringify(body)}));
    t.after(() => server.close());
    const port = await listen(server);`;

export const nodeFailures: readonly SeededFailure[] = [
  {
    name: "node: the shop is not up",
    cause: "connection",
    ...withTest(`    const gone = createServer();
    const port = await listen(gone);
    gone.close();
    await fetch(\`http://127.0.0.1:\${port}/orders\`);`),
  },
  {
    name: "node: a host that has no address",
    cause: "dns",
    ...withTest(`    await fetch("http://shop..invalid/orders");`),
  },
  {
    name: "node: https to what speaks http",
    cause: "tls",
    isHeldOut: true,
    ...withTest(`${server(200, "ok")}
    await fetch(\`https://127.0.0.1:\${port}/\`);`),
  },
  {
    name: "node: a certificate nobody signed",
    cause: "tls",
    ...withTest(`
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], { stdio: "ignore" });
    const { createServer: createSecure } = await import("node:https");
    const secure = createSecure({ key: readFileSync("key.pem"), cert: readFileSync("cert.pem") }, (_, response) => response.end("ok"));
    t.after(() => secure.close());
    await fetch(\`https://127.0.0.1:\${await listen(secure)}/\`);`),
    needs: ["node", "openssl"],
  },
  {
    name: "node: the key is not accepted",
    cause: "authentication",
    ...withTest(`${server(401, "no")}
    const response = await fetch(\`http://127.0.0.1:\${port}/\`, { headers: { authorization: "Bearer old" } });
    assert.equal(response.status, 200);`),
  },
  {
    name: "node: the session has ended",
    cause: "authentication",
    isHeldOut: true,
    ...withTest(`${server(403, '{"error":"token expired"}')}
    const response = await fetch(\`http://127.0.0.1:\${port}/\`);
    if (!response.ok) throw new Error("Ordering failed: " + (await response.json()).error);`),
  },
  {
    name: "node: two servers on one port",
    cause: "port_in_use",
    ...withTest(`${server(200, "ok")}
    await listen(createServer(), port);`),
  },
  {
    name: "node: a fixture that is not there",
    cause: "missing_file",
    ...withTest(`    readFileSync("fixtures/orders.json", "utf8");`),
  },
  {
    name: "node: more than the heap holds",
    cause: "out_of_memory",
    needs: ["node"],
    command: ["node", "--max-old-space-size=24", "orders.mjs"],
    files: {
      "orders.mjs": `console.log("loading orders"); const all = []; for (;;) all.push(new Array(1000).fill({ order: all.length }));`,
    },
  },
  {
    name: "node: a promise that nobody keeps",
    cause: "timeout",
    needs: ["node"],
    command: [...command.slice(0, 2), "--test-timeout=300", "--test-force-exit", ...command.slice(2)],
    files: {
      "shop.test.mjs": `import { it } from "node:test"; it("delivers", () => new Promise((resolve) => setTimeout(resolve, 60_000)));`,
    },
  },
  {
    name: "node: a page that changed since its snapshot",
    cause: "snapshot",
    ...withTest(`    t.assert.snapshot({ title: "Shop", items: 3 });`, {
      "shop.test.mjs.snapshot": 'exports[`shop > sells a candle 1`] = `\n{\n  "title": "Shop",\n  "items": 2\n}\n`;\n',
    }),
  },
  {
    name: "node: a variable that is not set",
    cause: "environment",
    ...withTest(`    if (!process.env.SHOP_API_TOKEN) throw new Error("SHOP_API_TOKEN is not set");`),
  },
  {
    name: "node: a script without its run bit",
    cause: "permission",
    ...withTest(`    execFileSync("./seed.sh");`, { "seed.sh": "#!/bin/sh\necho seeded\n" }),
  },
  {
    name: "node: a client that is not installed",
    cause: "missing_program",
    isHeldOut: true,
    ...withTest(`    execFileSync("psql-of-tomorrow", ["-c", "select 1"]);`),
  },
  {
    name: "node: a gateway in the way",
    cause: "infrastructure",
    ...withTest(`${server(503, "Service Unavailable")}
    const response = await fetch(\`http://127.0.0.1:\${port}/\`);
    if (!response.ok) throw new Error(\`GET /orders responded with \${response.status} \${response.statusText}\`);`),
  },
  {
    name: "node: a full device",
    cause: "disk",
    ...withTest(`    writeFileSync("/dev/full", "an order");`),
  },
  {
    name: "node: a test that calls what is no function",
    cause: "crash",
    isHeldOut: true,
    ...withTest(`    const cart = { add: "candle" }; cart.add("candle");`),
  },
  {
    name: "vitest: a snapshot of another price",
    cause: "snapshot",
    isHeldOut: true,
    needs: ["node"],
    withModules: true,
    command: [
      "node",
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=junit",
      "--outputFile.junit=junit.xml",
    ],
    files: {
      "vitest.config.mjs": "export default { cacheDir: '.cache' };",
      "price.test.js": `import { expect, test } from "vitest"; test("price", () => expect({ price: 12 }).toMatchSnapshot());`,
      "__snapshots__/price.test.js.snap": '// Vitest Snapshot v1\n\nexports[`price 1`] = `\n{\n  "price": 11,\n}\n`;\n',
    },
  },
];
