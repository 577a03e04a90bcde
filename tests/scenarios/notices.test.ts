import { createSmtpMailer } from "@aac/adapters/mailer/smtp";
import type { Delivery, NewChannel, NewNoticeRule, NoticeOutcome, Run } from "@aac/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { type MailServer, startMailServer } from "../services/mail-server.ts";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
let receiver: Receiver;
let mails: MailServer;
let aheadMs = 0;
beforeAll(async () => {
  receiver = await startReceiver();
  mails = await startMailServer();
  center = await startTestCenter({
    couriers: { mailer: createSmtpMailer({ url: mails.url, from: "AAC <aac@example.org>" }) },
    instead: ({ clock }) => ({ clock: { ...clock, now: () => clock.now() + aheadMs } }),
  });
});
afterAll(async () => {
  await center.stop();
  await receiver.close();
  await mails.close();
});
afterEach(async () => {
  const { call } = center.client;
  for (const { id } of (await call("listNoticeRules")).items) await call("deleteNoticeRule", { params: { rule: id } });
  for (const { slug } of (await call("listChannels")).items) await call("deleteChannel", { params: { channel: slug } });
  for (const { id } of (await call("listSubscriptions")).items)
    await call("deleteSubscription", { params: { subscription: id } });
  receiver.reset();
  mails.mails.length = 0;
});

const failing = { EXIT_CODE: "1", REPORT: junit({ passed: 1, failed: 2 }) };
const passing = { REPORT: junit({ passed: 3 }) };
let branches = 0;
/** Each test has a branch of its own, so that no run is compared with one of another test. */
const newBranch = () => `branch-${++branches}`;

const run = async (variables: Record<string, string>, branch: string | null): Promise<Run> =>
  (await center.finished((await center.trigger(variables, { branch })).id)).run;
const addChannel = (kind: "slack" | "teams" | "discord" | "webhook", path = `/${kind}`, url = receiver.url) =>
  center.client.call("createChannel", { body: { slug: kind, kind, url: url + path } as NewChannel });
const addRule = (channels: string[], more: Partial<NewNoticeRule> = {}) =>
  center.client.call("createNoticeRule", { body: { name: "A rule", channels, ...more } });
const deliveriesOf = async (id: string): Promise<Delivery[]> =>
  (await center.client.call("listDeliveries", { query: { run: id } })).items;
/** Waits until what is to be told of the run lies ready, and all of it has been tried. */
const told = (id: string) =>
  until(`what is told of run ${id}`, async () => {
    if ((await center.center.store.system.runs.get(id))?.noticesDue) return null;
    const deliveries = await deliveriesOf(id);
    return deliveries.every(({ tries }) => tries.length > 0) && deliveries;
  });
const received = (path: string) => receiver.requests.filter((request) => request.path === path);

const text = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(max), emoji: z.boolean() });
/** The published shapes, as far as we use them. */
const shapes = {
  slack: z.strictObject({
    text: z.string().min(1).max(40_000),
    blocks: z
      .array(
        z.union([
          z.strictObject({ type: z.literal("header"), text: text(150) }),
          z.union([
            z.strictObject({ type: z.literal("section"), text: text(3_000) }),
            z.strictObject({ type: z.literal("section"), fields: z.array(text(2_000)).min(1).max(10) }),
          ]),
          z.strictObject({
            type: z.literal("actions"),
            elements: z
              .array(z.strictObject({ type: z.literal("button"), text: text(75), url: z.url().max(3_000) }))
              .max(25),
          }),
        ]),
      )
      .max(50),
  }),
  teams: z.strictObject({
    type: z.literal("message"),
    attachments: z.tuple([
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.literal("1.4"),
          body: z.array(
            z.discriminatedUnion("type", [
              z.looseObject({ type: z.literal("TextBlock"), text: z.string().min(1), wrap: z.literal(true) }),
              z.strictObject({
                type: z.literal("FactSet"),
                facts: z.array(z.strictObject({ title: z.string(), value: z.string() })),
              }),
            ]),
          ),
          actions: z.array(z.strictObject({ type: z.literal("Action.OpenUrl"), title: z.string(), url: z.url() })),
        }),
      }),
    ]),
  }),
  discord: z.strictObject({
    allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
    embeds: z
      .array(
        z.strictObject({
          title: z.string().max(256),
          url: z.url(),
          color: z.int().max(0xffffff),
          description: z.string().max(4_096),
          fields: z
            .array(
              z.strictObject({
                name: z.string().min(1).max(256),
                value: z.string().min(1).max(1_024),
                inline: z.boolean().optional(),
              }),
            )
            .max(25),
        }),
      )
      .max(10),
  }),
  webhook: z.strictObject({
    type: z.literal("run.failed"),
    timestamp: z.iso.datetime(),
    data: z.looseObject({ run: z.looseObject({ id: z.string(), verdict: z.literal("failed") }), url: z.url() }),
  }),
};

describe("a failed run", () => {
  test.each(["slack", "teams", "discord", "webhook"] as const)(
    "is told by %s, in the shape it publishes",
    async (kind) => {
      await addChannel(kind);
      await addRule([kind]);
      const ended = await run(failing, newBranch());
      expect(await told(ended.id)).toMatchObject([{ kind, state: "delivered", channel: kind, type: "run.failed" }]);
      const [request, ...others] = received(`/${kind}`);
      expect(others).toEqual([]);
      expect(shapes[kind].safeParse(JSON.parse(request!.body)).error).toBeUndefined();
      for (const what of [`web/scripted #${ended.number}`, `/runs/${ended.id}`, "fails 1"])
        expect(request!.body.replaceAll("\\\\", "")).toContain(
          kind === "webhook" && what.includes("#") ? ended.id : what,
        );
    },
  );

  test("is told by e-mail, once to each address, with what failed and where to look", async () => {
    const to = ["ada@example.org", "bob@example.org"];
    await center.client.call("createChannel", { body: { slug: "mail", kind: "email", to } });
    await addRule(["mail"]);
    await center.client.call("createSubscription", { body: { address: "ADA@example.org" } });
    const ended = await run(failing, newBranch());
    expect(await told(ended.id)).toHaveLength(2);
    expect(mails.mails.map((mail) => mail.to[0]!.toLowerCase()).toSorted()).toEqual(to);
    for (const { subject, text: plain, html } of mails.mails) {
      expect(subject).toBe(`web/scripted #${ended.number} failed on ${ended.branch}`);
      for (const form of [plain, html])
        for (const what of ["2 of 3 tests failed", "fails 1", `${center.url}/runs/${ended.id}`])
          expect(form).toContain(what);
    }
  });

  test("is told to a subscription only, and to nobody else", async () => {
    await center.client.call("createSubscription", { body: { address: "ada@example.org", suites: ["scripted"] } });
    await center.client.call("createSubscription", { body: { address: "bob@example.org", suites: ["another"] } });
    await told((await run(failing, newBranch())).id);
    expect(mails.mails.map(({ to }) => to)).toEqual([["ada@example.org"]]);
  });
});

describe("a webhook", () => {
  test("is signed with the secret that was told at its making, and through a rotation with both", async () => {
    const { secret: first } = await addChannel("webhook");
    await addRule(["webhook"]);
    const verify = (secret: string | null, index: number) => {
      const { body, headers } = received("/webhook")[index]!;
      return new Webhook(secret!).verify(body, headers as Record<string, string>);
    };
    await told((await run(failing, newBranch())).id);
    expect(verify(first, 0)).toMatchObject({ type: "run.failed" });
    const { secret: second } = await center.client.call("rotateChannelSecret", { params: { channel: "webhook" } });
    await told((await run(failing, newBranch())).id);
    for (const secret of [first, second]) expect(verify(secret, 1)).toMatchObject({ type: "run.failed" });
  });

  test("that fails is tried again, under the same id, until it is taken", async () => {
    await addChannel("webhook");
    await addRule(["webhook"]);
    receiver.answer({ status: 503, body: "deploying" }, { status: 200 });
    const ended = await run(failing, newBranch());
    const [first] = await told(ended.id);
    expect(first).toMatchObject({ state: "due", tries: [{ result: "later", detail: "It answered 503: deploying" }] });
    aheadMs += 6_000;
    const [second] = await until("the second try", async () => {
      const found = await deliveriesOf(ended.id);
      return found[0]?.state === "delivered" && found;
    });
    expect(second).toMatchObject({ id: first!.id, tries: [{ result: "later" }, { result: "taken" }], nextTryAt: null });
    const ids = received("/webhook").map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([first!.id, first!.id]);
  });

  test("that was given up is delivered again on demand", async () => {
    await addChannel("webhook");
    await addRule(["webhook"]);
    receiver.answer({ status: 410 }, { status: 200 });
    const ended = await run(failing, newBranch());
    const [given] = await told(ended.id);
    expect(given).toMatchObject({ state: "failed", finishedAt: expect.any(String) });
    await center.client.call("redeliver", { params: { delivery: given!.id } });
    const again = await until("the redelivery", async () => {
      const delivery = await center.client.call("getDelivery", { params: { delivery: given!.id } });
      return delivery.state === "delivered" && delivery;
    });
    expect(again.tries.map(({ result }) => result)).toEqual(["refused", "taken"]);
  });
});

test("a receiver that hangs delays neither the run nor what is told to others", async () => {
  const hanging = await startReceiver();
  hanging.answer({ status: 0 });
  try {
    await addChannel("webhook", "/hang", hanging.url);
    await addChannel("slack");
    await addRule(["webhook", "slack"]);
    const branch = newBranch();
    for (let index = 0; index < 6; index++) expect((await run(failing, branch)).verdict).toBe("failed");
    await until("the notices of the others", async () => received("/slack").length === 6);
    expect(hanging.open()).toBeGreaterThan(0);
    expect(hanging.open()).toBeLessThanOrEqual(4);
  } finally {
    await hanging.close();
  }
});

describe("what is told", () => {
  const all: NoticeOutcome[] = ["failed", "errored", "timedOut", "cancelled", "passed", "fixed"];
  const typesAfter = async (rule: Partial<NewNoticeRule>): Promise<string[]> => {
    await addChannel("webhook");
    await addRule(["webhook"], { outcomes: all, ...rule });
    const branch = newBranch();
    for (const variables of [passing, failing, failing, passing, passing])
      await told((await run(variables, branch)).id);
    return received("/webhook").map(({ body }) => (JSON.parse(body) as { type: string }).type);
  };

  test("everything, where everything is wanted", async () => {
    expect(await typesAfter({})).toEqual(["run.passed", "run.failed", "run.still_failing", "run.fixed", "run.passed"]);
  });

  test("only on change, where that is wished", async () => {
    expect(await typesAfter({ onlyOnChange: true })).toEqual(["run.failed", "run.fixed"]);
  });

  test("failures and their end, by default", async () => {
    expect(await typesAfter({ outcomes: ["failed", "fixed"] })).toEqual([
      "run.failed",
      "run.still_failing",
      "run.fixed",
    ]);
  });

  test("nothing while a rule, or its channel, is muted", async () => {
    const mutedUntil = new Date(Date.now() + 3_600_000).toISOString();
    await addChannel("webhook");
    await addChannel("slack");
    await addRule(["webhook"], { mutedUntil });
    await addRule(["slack"]);
    await center.client.call("changeChannel", { params: { channel: "slack" }, body: { mutedUntil } });
    expect(await told((await run(failing, newBranch())).id)).toEqual([]);
    await center.client.call("changeChannel", { params: { channel: "slack" }, body: { mutedUntil: null } });
    expect(await told((await run(failing, newBranch())).id)).toMatchObject([{ channel: "slack" }]);
  });

  test("the first failure, while the run still goes on, where that is wished", async () => {
    const single = await startTestCenter({ concurrency: 1 });
    try {
      const { call } = single.client;
      await call("createChannel", { body: { slug: "webhook", kind: "webhook", url: `${receiver.url}/first` } });
      await call("createNoticeRule", { body: { name: "First", channels: ["webhook"], firstFailure: true } });
      const { id } = await single.trigger({ ...failing, SLEEP_MS: "3000" }, { shards: 2 });
      const [early] = await until("the first failure", async () => received("/first").length > 0 && received("/first"));
      expect(JSON.parse(early!.body)).toMatchObject({ type: "run.failing", data: { run: { state: "running" } } });
      expect((await call("getRun", { params: { run: id } })).verdict).toBeNull();
      await single.finished(id);
      await until("the end", async () => received("/first").length === 2);
      expect(JSON.parse(received("/first")[1]!.body)).toMatchObject({ type: "run.failed" });
    } finally {
      await single.stop();
    }
  });

  test("the first failing test within a part, as soon as a report tells of it, once and masked", async () => {
    const { call } = center.client;
    await addChannel("webhook");
    await addRule(["webhook"], { firstFailure: true });
    const half =
      '<testsuite name="Cart"><testcase name="adds"/><testcase name="pays"><failure message="1 is not 2"/></testcase><testcase name="hal';
    const { id } = await center.trigger({
      FILES: JSON.stringify({ "target/TEST-Cart.xml": half }),
      SLEEP_MS: "600000",
    });
    await until("the first failure", async () => received("/webhook").length > 0);
    const early = z.object({ type: z.string(), data: z.object({ run: z.unknown(), failures: z.unknown() }) });
    expect(early.parse(JSON.parse(received("/webhook")[0]!.body))).toMatchObject({
      type: "run.failing",
      data: {
        run: { id, state: "running", verdict: null },
        failures: [{ name: "Cart › pays", message: "1 is not 2" }],
      },
    });
    await call("cancelRun", { params: { run: id } });
    const { run: ended } = await center.finished(id);
    expect(ended).toMatchObject({ verdict: "cancelled", totals: { tests: 0 } });
    expect(await told(id)).toHaveLength(1);
  });

  test.each([
    ["nobody wishes it", {}],
    ["it is wished of other runs", { firstFailure: true, branches: ["another"] }],
    ["it is muted", { firstFailure: true, mutedUntil: "2999-01-01T00:00:00.000Z" }],
  ] as const)("no failing test before the end where %s", async (_why, rule) => {
    await addChannel("webhook");
    await addRule(["webhook"], rule as Partial<NewNoticeRule>);
    const { id } = await center.trigger({ ...failing, SLEEP_MS: "1500" });
    await center.finished(id);
    const [job] = await center.center.store.system.jobs.find({ where: { runId: id } });
    expect(job).not.toHaveProperty("firstFailure");
  });

  test("that a schedule is broken, once", async () => {
    await addChannel("webhook");
    await addRule(["webhook"]);
    const { call } = center.client;
    await call("createSuite", { params: { project: "web" }, body: { slug: "gone", image: "scripted" } });
    const schedule = { slug: "hourly", cron: "0 * * * *", suite: "gone", catchUp: "all" as const };
    const { nextRuns } = await call("createSchedule", { params: { project: "web" }, body: schedule });
    await call("deleteSuite", { params: { project: "web", suite: "gone" } });
    aheadMs += Date.parse(nextRuns[1]!) + 1_000 - center.center.clock.now();
    // Of the runs of the tests before something may still be told.
    const ofSchedules = () =>
      received("/webhook")
        .map(({ body }) => JSON.parse(body) as { type: string })
        .filter(({ type }) => type.startsWith("schedule."));
    await until("the notice", async () => ofSchedules().length > 0);
    const params = { project: "web", schedule: "hourly" };
    await until("both firings", async () => (await call("listFirings", { params })).items.length === 2);
    expect(ofSchedules()).toMatchObject([
      { type: "schedule.broken", data: { schedule: { slug: "hourly", detail: expect.stringContaining('"gone"') } } },
    ]);
    await call("deleteSchedule", { params });
  });
});

test("without a mail server mails lie in the outbox, and can be read there", async () => {
  const plain = await startTestCenter();
  try {
    const { call } = plain.client;
    await call("createChannel", { body: { slug: "mail", kind: "email", to: ["ada@example.org"] } });
    await call("createNoticeRule", { body: { name: "All", channels: ["mail"] } });
    const { run: ended } = await plain.finished((await plain.trigger(failing)).id);
    const [mail] = await until("the mail", async () => {
      const { items } = await call("listOutbox");
      return items.length > 0 && items;
    });
    expect(mail).toMatchObject({ to: "ada@example.org", subject: `web/scripted #${ended.number} failed` });
    const whole = await call("getOutboxMail", { params: { mail: mail!.id } });
    expect(whole.html).toContain(`href="${plain.url}/runs/${ended.id}"`);
  } finally {
    await plain.stop();
  }
});
