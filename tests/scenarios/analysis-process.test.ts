import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@aac/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  answering,
  type ProviderServer,
  startProviderServer,
} from "../../packages/adapters/src/analyst/llm/testing/provider-server.ts";
import { startAac } from "./aac-process.ts";
import { ensureScriptedSuite, until } from "./test-center.ts";

// As people start it: what the settings choose is what is asked.

let provider: ProviderServer;
let data: string;
beforeAll(async () => {
  provider = await startProviderServer();
  data = await mkdtemp(join(tmpdir(), "aac-analysis-"));
});
afterAll(async () => {
  await provider.close();
  await rm(data, { recursive: true, force: true });
});

async function analyse(settings: Record<string, string>) {
  const aac = startAac(["up", "--port", "0", "--no-demo", "--data", data], { EXECUTOR_URL: "scripted:", ...settings });
  try {
    const baseUrl = await aac.address();
    const apiKey = (await readFile(join(data, "api-key"), "utf8")).trim();
    const client = createClient({ baseUrl, headers: { "x-api-key": apiKey } });
    await ensureScriptedSuite(client);
    const variables = { LOG_LINES: "3", LOG_TEXT: "Error: no candle in {n}", EXIT_CODE: "1" };
    const { id } = await client.call("createRun", { body: { project: "web", suite: "scripted", variables } });
    return await until("the analysis", async () => {
      const analysis = await client.call("getAnalysis", { params: { run: id } }).catch(() => null);
      return analysis?.state === "done" && analysis;
    });
  } finally {
    await aac.stop();
  }
}

test("with no key set nothing is sent, wherever the addresses point", async () => {
  const addresses = { GEMINI_BASE_URL: provider.url, OPENAI_BASE_URL: provider.url, ANTHROPIC_BASE_URL: provider.url };
  expect(await analyse(addresses)).toMatchObject({ analyst: "rules", usage: null });
  expect(provider.connections()).toBe(0);
});

test("with a key of Gemini it is asked, at the address that is set", async () => {
  const finding = {
    category: "assertion",
    confidence: 0.8,
    cause: "No candles.",
    remedy: "Buy some.",
    citations: ["L1"],
  };
  provider.behave(answering(finding));
  const settings = { GEMINI_API_KEY: "a-key-of-tests", GEMINI_BASE_URL: provider.url, LLM_PRICE: "1/10" };
  expect(await analyse(settings)).toMatchObject({
    analyst: "gemini",
    model: "gemini-2.5-flash",
    finding: { cause: "No candles.", confidence: 0.8 },
    usage: { inputTokens: 1_000, outputTokens: 200, costUsd: 0.003 },
  });
});
