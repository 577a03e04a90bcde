import { mailerConformance } from "@aac/core/conformance";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startMailServer, type MailServer } from "../../../../../tests/services/mail-server.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

mailerConformance("the SMTP mailer", async () => {
  const server = await startMailServer();
  const mailer = createSmtpMailer({ url: server.url, from: "AAC <aac@example.org>" });
  return {
    mailer,
    received: async () => server.mails,
    async dispose() {
      await mailer.close();
      await server.close();
    },
  };
});

const mail = { orgId: "acme", to: "ada@example.org", subject: "Hello", text: "Text", html: "<p>Text</p>" };
const patience = () => AbortSignal.timeout(30_000);

describe("the SMTP mailer", () => {
  let server: MailServer;
  afterEach(() => server.close());
  const start = async (options: Parameters<typeof startMailServer>[0]) => {
    server = await startMailServer(options);
    return createSmtpMailer({ url: server.url, from: "AAC <aac@example.org>" });
  };

  test("says who it comes from, what it is, and by an id that is the same in every try", async () => {
    const mailer = await start({});
    await mailer.send({ ...mail, id: "d1" }, patience());
    await mailer.send({ ...mail, id: "d1" }, patience());
    const [first, second] = server.mails;
    expect(first!.headers).toMatchObject({
      from: "AAC <aac@example.org>",
      "message-id": "<d1@example.org>",
      "auto-submitted": "auto-generated",
    });
    expect(second!.headers["message-id"]).toBe(first!.headers["message-id"]);
  });

  test("signs in where the address of the server names a user, and shows the password to nobody", async () => {
    const mailer = await start({ user: "aac", password: "5ecret" });
    expect(await mailer.send({ ...mail, id: "d1" }, patience())).toMatchObject({ result: "taken" });
    await server.close();
    const wrong = await start({ user: "aac", password: "an0ther", given: "5ecret" });
    const receipt = await wrong.send({ ...mail, id: "d1" }, patience());
    expect(receipt).toMatchObject({ result: "later", detail: expect.stringContaining("535") });
    expect(receipt.detail).not.toContain("5ecret");
  });

  test.each([
    [450, "later"],
    [421, "later"],
    [550, "refused"],
    [552, "refused"],
  ])("%i for the receiver: %s", async (code, result) => {
    const mailer = await start({ refuse: { code, message: "Not now or never" } });
    expect(await mailer.send({ ...mail, id: "d1" }, patience())).toMatchObject({ result });
  });

  test("a server that is not there: later, and check says so", async () => {
    const mailer = await start({});
    await server.close();
    expect(await mailer.send({ ...mail, id: "d1" }, patience())).toMatchObject({ result: "later" });
    await expect(mailer.check()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a server that hangs: given up when the signal says so", async () => {
    const mailer = await start({ hangs: true });
    const giveUp = new AbortController();
    const sending = mailer.send({ ...mail, id: "d1" }, giveUp.signal);
    await vi.waitFor(() => expect(server.connections()).toBe(1), { timeout: 10_000 });
    giveUp.abort();
    expect(await sending).toMatchObject({ result: "later" });
    await mailer.close();
  });
});
