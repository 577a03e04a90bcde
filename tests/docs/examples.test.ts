import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Route, routes } from "@aac/contract";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { describeProgram, NotCarriedOut } from "../../apps/cli/src/program.ts";
import { root } from "../architecture/checkout.ts";
import { type CodeBlock, codeBlocksOf, pages } from "./code-blocks.ts";
import { commandsOf } from "./shell-commands.ts";

// Every block of code on the pages is what it says it is, and the center takes what is shown of it.

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts,
);

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : null);

async function checkCommandLine(argv: string[]): Promise<void> {
  // A value that another program would give is not known here.
  const isRight = (error: unknown) =>
    error instanceof NotCarriedOut ||
    (argv.some((each) => /^$|:$/.test(each)) && codeOf(error) === "commander.invalidArgument");
  const parsing = describeProgram().parseAsync(argv, { from: "user" });
  await parsing.catch((error: unknown) => {
    if (!isRight(error)) throw new Error(`aac ${argv.join(" ")}: ${String(error)}`, { cause: error });
  });
}

function routeOf(method: string, path: string): Route {
  const matches = (route: Route) =>
    route.method === method && new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+").replace("*", ".+")}$`).test(path);
  const found = Object.values<Route>(routes).find(matches);
  if (!found) throw new Error(`There is no ${method} ${path}.`);
  return found;
}

function checkBody(route: Route, body: string | undefined): void {
  if (route.body && body !== undefined) route.body.parse(JSON.parse(body));
}

function checkCurl(argv: readonly string[]): void {
  const after = (...names: string[]) => argv[argv.findIndex((each) => names.includes(each)) + 1];
  const address = argv.find((each) => /^https?:/.test(each));
  const path = address && new URL(address).pathname;
  if (!path || (!path.startsWith("/api/v1/") && !path.startsWith("/health"))) return;
  const body = argv.some((each) => ["-d", "--data"].includes(each)) ? after("-d", "--data") : undefined;
  const asked = argv.some((each) => ["-X", "--request"].includes(each)) ? after("-X", "--request")! : null;
  checkBody(routeOf(asked ?? (body === undefined ? "GET" : "POST"), path), body);
}

/** Programs that the pages may show, besides ours. */
const others =
  /^(\.\/|cat$|cd$|chmod$|cp$|cut$|date$|docker$|git$|go$|grep$|head$|helm$|kubectl$|mkdir$|mongodump$|mongorestore$|mv$|mvn$|node$|npx$|openssl$|pip$|python|rabbitmqadmin$|rabbitmqctl$|rm$|rsync$|sed$|sh$|ssh$|sudo$|tail$|tee$|tar$|jq$|base64$)/;

function checkNpm([verb = "", script = ""]: readonly string[]): void {
  if (verb === "run" && !scripts.includes(script)) throw new Error(`There is no script ${script}.`);
  if (!["run", "start", "test", "ci", "install"].includes(verb)) throw new Error(`Nobody knows npm ${verb}.`);
}

async function checkShell({ text }: CodeBlock): Promise<void> {
  for (const [program = "", ...args] of commandsOf(text)) {
    const own = program === "npm" && args[0] === "run" && args[1] === "aac" ? args.slice(3) : null;
    if (own) await checkCommandLine(own);
    else if (program === "npx" && args[0] === "aac") await checkCommandLine(args.slice(1));
    else if (program === "aac") await checkCommandLine(args);
    else if (program === "npm") checkNpm(args);
    else if (program === "curl") checkCurl(args);
    else if (!others.test(program)) throw new Error(`Nobody knows the command ${program}.`);
  }
}

function checkHttp({ text }: CodeBlock): void {
  const [head = "", ...rest] = text.split(/\n\n/);
  const [method = "", address = ""] = head.split("\n")[0]!.split(" ");
  const body = rest.join("\n\n");
  checkBody(routeOf(method, address.split("?")[0]!), body === "" ? undefined : body);
}

function checkScript({ text, language }: CodeBlock): void {
  const { errors } = parseSync(`example.${language}`, text, { sourceType: "module" });
  expect(errors.map(({ message }) => message)).toEqual([]);
}

const instruction = /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|USER|VOLUME|WORKDIR)\s/;

const checks: Record<string, (block: CodeBlock) => unknown> = {
  sh: checkShell,
  http: checkHttp,
  json: ({ text }) => JSON.parse(text),
  yaml: ({ text }) => expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]),
  js: checkScript,
  ts: checkScript,
  dockerfile({ text }) {
    const lines = text.replaceAll(/\\\n/g, " ").split("\n");
    expect(lines.filter((line) => line !== "" && !line.startsWith("#") && !instruction.test(line))).toEqual([]);
  },
  // What a program prints, or a drawing.
  text: () => undefined,
  "": () => undefined,
};

const blocks = pages.flatMap(codeBlocksOf);

test("there are pages with examples", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/getting-started.md", "docs/operations.md"]));
  expect(blocks.length).toBeGreaterThan(30);
});

test.each(blocks)("the example at $at ($language) is right", async (block) => {
  const check = checks[block.language];
  if (!check) throw new Error(`Nobody checks what is written in ${block.language}.`);
  await check(block);
});

test("a wrong example is found", async () => {
  const wrong = (text: string) => checkShell({ at: "", language: "sh", text });
  await expect(wrong("npx aac run ./x --colour red")).rejects.toThrow(/unknown option '--colour'/);
  await expect(wrong("npx aac fly")).rejects.toThrow(/unknown command 'fly'/);
  await expect(wrong("curl -d '{\"suite\":1}' http://127.0.0.1:3000/api/v1/runs")).rejects.toThrow(/expected/i);
  await expect(wrong("curl http://127.0.0.1:3000/api/v1/nothing")).rejects.toThrow("There is no GET");
  await expect(wrong("npm run nothing")).rejects.toThrow("There is no script nothing.");
  await expect(wrong("if true")).rejects.toThrow(/syntax error/);
});
