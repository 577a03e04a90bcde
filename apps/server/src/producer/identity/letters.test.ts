import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { type Center, type Mail, type Mailer, type Receipt, silentLog } from "@aac/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askForLetter, type Postman, startPostman } from "./letters.ts";

let now: number;
let center: Center;
let mails: Mail[];
let answers: (Receipt | Promise<Receipt>)[];
let postmen: Postman[];
/** What waits on our clock, until time goes on. */
let sleepers: { until: number; wake: () => void }[];

const clock = {
  now: () => now,
  async sleep(ms: number, signal?: AbortSignal) {
    if (signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    sleepers.push({ until: now + ms, wake: resolve });
    signal?.addEventListener("abort", () => resolve());
    await promise;
  },
};
const goOn = (ms: number) => {
  now += ms;
  for (const { until, wake } of sleepers) if (until <= now) wake();
};
const taken: Receipt = { result: "taken", detail: "Taken." };
const later: Receipt = { result: "later", detail: "Busy.", retryAfterMs: null };

const mailer: Mailer = {
  async send(mail) {
    mails.push(mail);
    return answers.shift() ?? taken;
  },
  check: async () => ({ detail: "" }),
  close: async () => undefined,
};
let made = 0;
const tokens = {
  forReset: async (email: string) => (email.startsWith("no") ? null : `reset ${++made}`),
  forVerification: async () => `verification ${++made}`,
};
const start = () => {
  const postman = startPostman(center, { tokens, mailer, publicUrl: "https://aac.example" });
  postmen.push(postman);
  return postman;
};
const left = () => center.store.system.letters.find({ where: {} });

beforeEach(() => {
  now = 1_790_000_000_000;
  [mails, answers, postmen, sleepers] = [[], [], [], []];
  center = { store: createMemoryStore(), clock, ids: createIds(clock), log: silentLog } as unknown as Center;
});
afterEach(() => Promise.all(postmen.map((postman) => postman.stop())));

test("a letter is sent once, by whichever producer comes first, with a link that no server's log will have", async () => {
  await askForLetter(center, "reset", "ada@example.org");
  await askForLetter(center, "reset", "ada@example.org");
  await askForLetter(center, "verification", "ada@example.org");
  for (let i = 0; i < 3; i++) start();
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    ["ada@example.org", "Set a new password"],
    ["ada@example.org", "Confirm your address"],
  ]);
  expect(mails[0]!.text).toMatch(/https:\/\/aac\.example\/sign-in\/reset#token=reset%20\d+\n/);
  expect(mails[1]!.text).toMatch(/https:\/\/aac\.example\/sign-in\/verify#token=verification%20\d+\n/);
});

test("to an address that nobody has none is sent, and none is kept", async () => {
  await askForLetter(center, "reset", "nobody@example.org");
  start();
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mails).toEqual([]);
});

test("one that a mail server puts off is tried again, with the same id and another link", async () => {
  answers = [later, later];
  await askForLetter(center, "reset", "ada@example.org");
  start();
  await vi.waitFor(async () => expect(await left()).toMatchObject([{ failures: 1, nextAt: now + 5_000 }]));
  goOn(5_000);
  await vi.waitFor(async () => expect(await left()).toMatchObject([{ failures: 2 }]));
  goOn(30_000);
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(new Set(mails.map(({ id }) => id)).size).toBe(1);
  expect(new Set(mails.map(({ text }) => text)).size).toBe(3);
});

test("one that is refused is given up", async () => {
  answers = [{ result: "refused", detail: "No such mailbox." }];
  await askForLetter(center, "reset", "ada@example.org");
  start();
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mails).toHaveLength(1);
});

test("one that a mail server leaves without an answer is tried again", async () => {
  answers = [new Promise(() => undefined)];
  await askForLetter(center, "reset", "ada@example.org");
  start();
  await vi.waitFor(() => expect(mails).toHaveLength(1));
  goOn(15_000);
  await vi.waitFor(async () => expect(await left()).toMatchObject([{ failures: 1 }]));
  goOn(5_000);
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mails).toHaveLength(2);
});

test("one that somebody has taken up and not sent, having died, is sent by another", async () => {
  await askForLetter(center, "reset", "ada@example.org");
  const [letter] = await left();
  // As a claim leaves it.
  await center.store.system.letters.update(letter!.id, {}, { fence: 1, nextAt: now + 60_000 });
  start();
  await vi.waitFor(() => expect(sleepers).toHaveLength(1));
  goOn(59_000);
  await vi.waitFor(() => expect(sleepers).toHaveLength(2));
  expect(mails).toEqual([]);
  goOn(1_000);
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mails).toHaveLength(1);
});
