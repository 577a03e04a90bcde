import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@aac/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startMailServer } from "../services/mail-server.ts";
import { startReceiver } from "../services/receiver.ts";
import { type AacProcess, startAac } from "./aac-process.ts";
import { until } from "./test-center.ts";

let data: string;
let center: AacProcess | null = null;
beforeEach(async () => void (data = await mkdtemp(join(tmpdir(), "aac-mail-"))));
afterEach(async () => {
  await center?.stop();
  await rm(data, { recursive: true });
});

const publicUrl = "https://aac.example/center";
const channel = { slug: "mail", kind: "email" as const, to: ["ada@example.org"] };

/** A center with these settings, which is asked to try a channel. */
async function tryMail(settings: Record<string, string>) {
  const own = { MAIL_FROM: "AAC <aac@example.org>", PUBLIC_URL: publicUrl, ...settings };
  center = startAac(["up", "--no-demo", "--port", "0", "--data", data], own);
  await center.address();
  const read = async (name: string) => (await readFile(join(data, name), "utf8")).trim();
  const headers = { "x-api-key": await read("api-key") };
  const client = createClient({ baseUrl: await read("address"), headers });
  await client.call("createChannel", { body: channel });
  await client.call("testChannel", { params: { channel: "mail" } });
  return client;
}

test("with SMTP_URL mail is sent through it, with links to PUBLIC_URL, and the outbox stays empty", async () => {
  const server = await startMailServer();
  try {
    const client = await tryMail({ SMTP_URL: server.url });
    const mail = await until("the mail", async () => server.mails[0]);
    expect(mail).toMatchObject({ to: channel.to, headers: { from: "AAC <aac@example.org>" } });
    expect(mail.html).toContain(`href="${publicUrl}/"`);
    expect((await client.call("listOutbox")).items).toEqual([]);
  } finally {
    await server.close();
  }
});

test("with SENDGRID_API_KEY mail is sent through SendGrid, whatever SMTP_URL says", async () => {
  const sendgrid = await startReceiver();
  sendgrid.answer({ status: 202 });
  try {
    await tryMail({ SENDGRID_API_KEY: "SG.key", SENDGRID_BASE_URL: sendgrid.url, SMTP_URL: "smtp://127.0.0.1:1" });
    const request = await until("the request", async () => sendgrid.requests[0]);
    expect(request).toMatchObject({ path: "/v3/mail/send", headers: { authorization: "Bearer SG.key" } });
    expect(JSON.parse(request.body)).toMatchObject({ personalizations: [{ to: [{ email: "ada@example.org" }] }] });
  } finally {
    await sendgrid.close();
  }
});
