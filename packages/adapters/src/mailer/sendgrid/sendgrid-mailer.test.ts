import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { mailerConformance } from "@aac/core/conformance";
import { afterEach, describe, expect, test } from "vitest";
import { createSendgridMailer } from "./sendgrid-mailer.ts";

interface SentMail {
  personalizations: { to: { email: string }[] }[];
  from: { email: string; name?: string };
  subject: string;
  content: { type: string; value: string }[];
  tracking_settings: object;
}
interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Speaks `POST /v3/mail/send` of SendGrid's API v3. */
async function startSendgrid(answer: () => Answer | null = () => ({ status: 202 })) {
  const mails: SentMail[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    void json(request).then((body) => {
      const { status, headers = {}, body: told } = answer() ?? { status: 0 };
      if (status === 0) return;
      if (status === 202) mails.push(body as SentMail);
      response.writeHead(status, { "content-type": "application/json", "x-message-id": "an-id", ...headers });
      response.end(told === undefined ? "" : JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const mailer = createSendgridMailer({
    apiKey: "SG.a-key",
    from: "AAC <aac@example.org>",
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { mailer, mails, requests, close };
}

mailerConformance("the SendGrid mailer", async () => {
  const { mailer, mails, close } = await startSendgrid();
  const partOf = (mail: SentMail, type: string) => mail.content.find((part) => part.type === type)?.value ?? "";
  return {
    mailer,
    received: async () =>
      mails.map((mail) => ({
        to: mail.personalizations.flatMap(({ to }) => to.map(({ email }) => email)),
        subject: mail.subject,
        text: partOf(mail, "text/plain"),
        html: partOf(mail, "text/html"),
      })),
    dispose: close,
  };
});

const mail = { id: "d1", orgId: "acme", to: "ada@example.org", subject: "Hello", text: "Text", html: "<p>Text</p>" };

describe("the SendGrid mailer", () => {
  let sendgrid: Awaited<ReturnType<typeof startSendgrid>>;
  afterEach(() => sendgrid.close());
  const send = async (answer: Answer | null, signal = AbortSignal.timeout(30_000)) => {
    sendgrid = await startSendgrid(() => answer);
    return sendgrid.mailer.send(mail, signal);
  };

  test("202: taken; asked as the API says, with links that lead nowhere else", async () => {
    expect(await send({ status: 202 })).toEqual({ result: "taken", detail: "SendGrid answered 202." });
    const [request] = sendgrid.requests;
    expect(request).toMatchObject({
      method: "POST",
      url: "/v3/mail/send",
      headers: { authorization: "Bearer SG.a-key" },
    });
    expect(sendgrid.mails[0]).toMatchObject({
      from: { email: "aac@example.org", name: "AAC" },
      custom_args: { delivery: "d1" },
      tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
    });
  });

  const told = (message: string) => ({ errors: [{ message, field: null, help: null }] });
  test.each([
    ["401: a key that is not valid can be replaced", 401, told("The provided authorization grant is invalid"), "later"],
    ["403: what may not send yet may be allowed to", 403, told("The from address does not match"), "later"],
    ["400: a mail that is wrong stays wrong", 400, told("Does not contain a valid address."), "refused"],
    ["413: a mail that is too large stays so", 413, told("The mail is too large"), "refused"],
    ["500", 500, told("Internal error"), "later"],
    ["503 with something that is no JSON", 503, "<html>", "later"],
  ] as const)("%s", async (_, status, body, result) => {
    const receipt = await send({ status, body });
    expect(receipt).toMatchObject({ result, detail: expect.stringContaining(String(status)) });
    expect(receipt.detail).toContain(typeof body === "object" ? body.errors[0]!.message : "503.");
    expect(receipt.detail).not.toContain("SG.a-key");
  });

  test("429: later, and not before the limit ends", async () => {
    const reset = String(Math.ceil(Date.now() / 1_000) + 40);
    const receipt = await send({
      status: 429,
      headers: { "x-ratelimit-reset": reset },
      body: told("too many requests"),
    });
    expect(receipt.result).toBe("later");
    const { retryAfterMs } = receipt as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(30_000);
    expect(retryAfterMs).toBeLessThanOrEqual(41_000);
  });

  test("no answer: given up when the signal says so", async () => {
    expect(await send(null, AbortSignal.timeout(100))).toMatchObject({ result: "later" });
  });

  test("nobody there: later", async () => {
    sendgrid = await startSendgrid();
    await sendgrid.close();
    expect(await sendgrid.mailer.send(mail, AbortSignal.timeout(30_000))).toMatchObject({
      result: "later",
      detail: "SendGrid cannot be reached: ECONNREFUSED.",
    });
  });
});
