import { createHttpPoster } from "@aac/adapters/poster/http";
import type { Delivery } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { type Receiver, startReceiver } from "../../../../../tests/services/receiver.ts";

let center: TestCenter;
let receiver: Receiver;
let call: ApiCaller;
beforeAll(async () => {
  receiver = await startReceiver();
  const poster = createHttpPoster({
    allowedHosts: ["127.0.0.1"],
    resolve: (_, done) => done(null, [{ address: "10.0.0.1", family: 4 }]),
  });
  center = await startTestCenter({ withoutWorker: true, couriers: { poster } });
  call = apiCaller(center.url, center.apiKey);
  const create = (body: object) => call("POST", "/api/v1/channels", { body });
  await create({ slug: "hook", kind: "webhook", url: receiver.url });
  await create({ slug: "mail", kind: "email", to: ["ada@example.org", "bob@example.org"] });
  await create({ slug: "inside", kind: "webhook", url: "https://inside.example/5ecret" });
});
afterAll(async () => {
  await center.stop();
  await receiver.close();
});

const testChannel = async (slug: string) =>
  (await (await call("POST", `/api/v1/channels/${slug}/test`)).json()) as Delivery;
const read = async (id: string) => (await (await call("GET", `/api/v1/deliveries/${id}`)).json()) as Delivery;
const ended = (id: string) =>
  until(`the end of delivery ${id}`, async () => {
    const delivery = await read(id);
    return delivery.state !== "due" && delivery;
  });

describe("POST /api/v1/channels/:channel/test", () => {
  test("201: a test is delivered", async () => {
    const delivery = await testChannel("hook");
    expect(delivery).toMatchObject({ type: "test", kind: "webhook", channel: "hook", run: null, state: "due" });
    expect(await ended(delivery.id)).toMatchObject({ state: "delivered", tries: [{ result: "taken" }] });
    expect(JSON.parse(receiver.requests.at(-1)!.body)).toMatchObject({ type: "test" });
  });

  test("201: a place inside the network is refused, and its path is told to nobody", async () => {
    const delivery = await ended((await testChannel("inside")).id);
    expect(delivery).toMatchObject({ state: "failed", to: "inside.example", tries: [{ result: "refused" }] });
    expect(JSON.stringify(delivery)).not.toContain("5ecret");
  });
});

describe("GET /api/v1/deliveries", () => {
  test("200: newest first, by their state, in pages", async () => {
    const ids = [];
    for (const slug of ["hook", "mail", "hook"]) ids.unshift((await ended((await testChannel(slug)).id)).id);
    const first = await center.client.call("listDeliveries", { query: { limit: 2 } });
    const cursor = first.nextCursor!;
    const second = await center.client.call("listDeliveries", { query: { limit: 1, cursor } });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    const { items } = await center.client.call("listDeliveries", { query: { state: "failed" } });
    expect(items.every(({ state }) => state === "failed")).toBe(true);
  });

  test("400: a state that there is not", async () => {
    await expectProblem(await call("GET", "/api/v1/deliveries?state=lost"), 400, "invalid_request");
  });

  test("404: one that is not there", async () => {
    await expectProblem(await call("GET", "/api/v1/deliveries/no"), 404, "delivery_not_found");
  });
});

describe("POST /api/v1/deliveries/:delivery/redeliver", () => {
  test("200: delivered once more, under the same id", async () => {
    const { id } = await ended((await testChannel("hook")).id);
    const response = await call("POST", `/api/v1/deliveries/${id}/redeliver`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id, state: "due", finishedAt: null });
    expect((await ended(id)).tries).toHaveLength(2);
    const told = receiver.requests.filter(({ headers }) => headers["webhook-id"] === id);
    expect(told).toHaveLength(2);
  });

  test("409: while it is tried by itself", async () => {
    receiver.answer({ status: 500 });
    const { id } = await testChannel("hook");
    await until("a try", async () => (await read(id)).tries.length > 0);
    await expectProblem(await call("POST", `/api/v1/deliveries/${id}/redeliver`), 409, "delivery_is_due");
    receiver.reset();
  });

  test("404: one that is not there", async () => {
    await expectProblem(await call("POST", "/api/v1/deliveries/no/redeliver"), 404, "delivery_not_found");
  });
});

describe("GET /api/v1/outbox", () => {
  test("200: mails lie there, and can be read whole", async () => {
    const { id } = await ended((await testChannel("mail")).id);
    const { items } = await center.client.call("listOutbox");
    expect(items[0]).toMatchObject({ id, to: "ada@example.org", subject: "A test of notices" });
    const mail = await center.client.call("getOutboxMail", { params: { mail: id } });
    expect(mail.html).toContain(center.url);
    expect(mail.text).toContain(center.url);
  });

  test("404: a mail that is not there", async () => {
    await expectProblem(await call("GET", "/api/v1/outbox/no"), 404, "mail_not_found");
  });
});
