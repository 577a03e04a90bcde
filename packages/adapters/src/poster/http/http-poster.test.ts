import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Webhook } from "standardwebhooks";
import { type Receiver, startReceiver } from "../../../../../tests/services/receiver.ts";
import { createHttpPoster } from "./http-poster.ts";

let receiver: Receiver;
beforeAll(async () => void (receiver = await startReceiver()));
afterAll(() => receiver.close());
beforeEach(() => receiver.reset());

const body = JSON.stringify({ type: "test", text: "übergröße 東京" });
const allowing = createHttpPoster({ allowedHosts: ["127.0.0.1"] });
const post = (more: { url?: string; secrets?: string[]; at?: number } = {}, poster = allowing) =>
  poster.post({ id: "d1", url: receiver.url, body, at: Date.now(), secrets: [], ...more }, AbortSignal.timeout(20_000));
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;

describe("what is posted", () => {
  test("comes as JSON, unsigned where there is no secret", async () => {
    expect(await post()).toEqual({ result: "taken", detail: "It answered 200." });
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: "POST", body, headers: { "content-type": "application/json" } });
    expect(Object.keys(request!.headers).filter((name) => name.startsWith("webhook-"))).toEqual([]);
  });

  test("is signed as Standard Webhooks says, by each of two secrets while one is replaced", async () => {
    await post({ secrets: [secretOf(2), secretOf(1)] });
    const [request] = receiver.requests;
    for (const secret of [secretOf(1), secretOf(2)]) {
      expect(new Webhook(secret).verify(request!.body, request!.headers as Record<string, string>)).toEqual(
        JSON.parse(body),
      );
    }
    const verify = (secret: string, text: string) =>
      new Webhook(secret).verify(text, request!.headers as Record<string, string>);
    expect(() => verify(secretOf(3), request!.body)).toThrow("No matching signature");
    expect(() => verify(secretOf(1), request!.body.replace("test", "tess"))).toThrow("No matching signature");
    expect(request!.headers["webhook-id"]).toBe("d1");
  });

  test("is refused by a receiver when it is repeated later: the time is signed", async () => {
    await post({ secrets: [secretOf(1)], at: Date.now() - 10 * 60_000 });
    const [request] = receiver.requests;
    const verify = () => new Webhook(secretOf(1)).verify(request!.body, request!.headers as Record<string, string>);
    expect(verify).toThrow("too old");
  });
});

describe("an answer", () => {
  test.each([
    [204, "taken"],
    [400, "refused"],
    [401, "later"],
    [404, "later"],
    [408, "later"],
    [410, "refused"],
    [429, "later"],
    [500, "later"],
    [503, "later"],
  ])("%i: %s", async (status, result) => {
    receiver.answer({ status, body: "for a reason" });
    expect(await post()).toMatchObject({ result, detail: expect.stringContaining(String(status)) });
  });

  test.each([
    ["120", 120_000],
    [new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ])("429 with Retry-After %s is heeded", async (header, expected) => {
    receiver.answer({ status: 429, headers: { "retry-after": header } });
    const { retryAfterMs } = (await post()) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(expected - 30_000);
    expect(retryAfterMs).toBeLessThanOrEqual(expected);
  });

  test("429 with a Retry-After that says nothing is only a later", async () => {
    receiver.answer({ status: 429, headers: { "retry-after": "soon" } });
    expect(await post()).toMatchObject({ result: "later", retryAfterMs: null });
  });

  test("that leads elsewhere is not followed", async () => {
    receiver.answer({ status: 307, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await post()).toMatchObject({ result: "refused", detail: expect.stringContaining("not followed") });
    expect(receiver.requests).toHaveLength(1);
  });

  test("without end is read only at its beginning", async () => {
    receiver.answer({ status: 500, endless: true });
    expect(await post()).toMatchObject({ result: "later" });
    await vi.waitFor(() => expect(receiver.open()).toBe(0));
  });

  test("that does not come is waited for until the signal says so", async () => {
    receiver.answer({ status: 0 });
    const giveUp = new AbortController();
    const posting = allowing.post({ id: "d1", url: receiver.url, body, at: 0, secrets: [] }, giveUp.signal);
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1));
    giveUp.abort();
    expect(await posting).toMatchObject({ result: "later", detail: "It took too long." });
  });

  test("nobody there: later", async () => {
    const gone = await startReceiver();
    await gone.close();
    expect(await post({ url: gone.url })).toMatchObject({
      result: "later",
      detail: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

describe("an address", () => {
  const guarded = createHttpPoster({ resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) });
  const port = () => new URL(receiver.url).port;

  test.each([
    ["of this host", () => `https://127.0.0.1:${port()}/`],
    ["of this host in other spellings", () => `https://0x7f.1:${port()}/`],
    ["of this host in one number", () => `https://2130706433:${port()}/`],
    ["of this host in IPv6", () => `https://[::1]:${port()}/`],
    ["that carries one in IPv6", () => `https://[::ffff:127.0.0.1]:${port()}/`],
    ["of a cloud's metadata", () => "https://169.254.169.254/latest/meta-data"],
    ["of a private network", () => "https://10.0.0.1/"],
    ["that a name resolves to", () => `https://chat.example:${port()}/`],
    ["without TLS", () => `http://8.8.8.8:${port()}/`],
    ["with a user", () => `https://user:secret@chat.example:${port()}/`],
  ])("%s is refused, and nothing is sent", async (_, url) => {
    const receipt = await post({ url: url() }, guarded);
    expect(receipt).toMatchObject({ result: "refused", detail: expect.stringMatching(/^.*\.$/) });
    expect(receipt.detail).not.toContain("secret");
    expect(receiver.connections()).toBe(0);
  });

  test("that the deployment allows is asked, and only on the port it names", async () => {
    const host = new URL(receiver.url).host;
    expect(await post({}, createHttpPoster({ allowedHosts: [host] }))).toMatchObject({ result: "taken" });
    expect(await post({}, createHttpPoster({ allowedHosts: ["127.0.0.1:1"] }))).toMatchObject({ result: "refused" });
  });
});
