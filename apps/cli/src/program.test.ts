import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { ServeOptions } from "./commands/serve.ts";
import { aac } from "./testing/command-line.ts";
import { Refused, startScriptedCenter } from "./testing/scripted-center.ts";

test("--help tells every command and every exit code", async () => {
  const command = aac(["--help"]);
  expect(await command.exitCode).toBe(0);
  for (const word of [
    "up",
    "producer",
    "worker",
    "doctor",
    "redrive",
    "keys",
    "run",
    "logs",
    "runs",
    "show",
    "cancel",
    "tests",
    "upload",
    "audit",
  ]) {
    expect(command.stdout()).toMatch(new RegExp(`^  ${word}\\b`, "m"));
  }
  expect(command.stdout().match(/^ {2}\d+ .*$/gm)).toHaveLength(5);
});

test.each([
  [[]],
  [["nonsense"]],
  [["runs", "--nonsense"]],
  [["run"]],
  [["run", "a", "--shards", "0"]],
  [["run", "a", "--timeout", "10"]],
])("%j is wrong usage: exit code 2, explained on the standard error", async (argv) => {
  const command = aac(argv);
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).not.toBe("");
  expect(command.stdout()).toBe("");
});

test("no center: exit code 3, and how to get one", async () => {
  const center = await startScriptedCenter();
  await center.close();
  const command = aac(["runs"], { url: center.url });
  expect(await command.exitCode).toBe(3);
  expect(command.stderr()).toBe(
    `error: No center answers at ${center.url} (ECONNREFUSED).\n` +
      "Start one with `aac up`, or name another with --url or AAC_URL.\n",
  );
});

test("what is no address is refused before anything is sent", async () => {
  const command = aac(["runs", "--url", "center.example"]);
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("'center.example' is not the address of a center.");
});

test("a refusal tells each field", async () => {
  const center = await startScriptedCenter();
  center.on("listRuns", () => {
    throw new Refused(400, "invalid", { errors: [{ path: "query.branch", message: "Too long." }] });
  });
  const command = aac(["runs"], { url: center.url });
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toBe("error: invalid.\nDo better.\n  query.branch: Too long.\n");
  await center.close();
});

test.each([200, 502])("a page of something else (%i) is told from a center", async (status) => {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const command = aac(["runs"], { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("Check that the address is that of an Agnostic Automation Center");
  server.close();
  server.closeAllConnections();
});

test("the key is sent", async () => {
  const center = await startScriptedCenter();
  center.on("listRuns", () => ({ items: [], nextCursor: null, lookedBackTo: null }));
  await aac(["runs", "--api-key", "secret"], { url: center.url }).exitCode;
  expect(center.requests[0]?.headers.authorization).toBe("Bearer secret");
  await center.close();
});

test("the server's own commands get what was given and nothing else, and their exit code is ours", async () => {
  const calls: [string, ServeOptions][] = [];
  const serve = (role: string, options: ServeOptions) => Promise.resolve(calls.push([role, options]));
  const codes = [
    await aac(["up"], { serve }).exitCode,
    await aac(["up", "--port", "0", "--host", "::1", "--data", "d", "--no-demo", "--open"], { serve }).exitCode,
    await aac(["producer", "--port", "80"], { serve }).exitCode,
    await aac(["worker", "--data", "d"], { serve }).exitCode,
    await aac(["doctor"], { serve }).exitCode,
    await aac(["doctor", "--for", "worker"], { serve }).exitCode,
  ];
  expect(calls).toEqual([
    ["up", {}],
    ["up", { port: 0, host: "::1", data: "d", demo: false, open: true }],
    ["producer", { port: 80 }],
    ["worker", { data: "d" }],
    ["doctor", {}],
    ["doctor", { for: "worker" }],
  ]);
  expect(codes).toEqual([1, 2, 3, 4, 5, 6]);
});
