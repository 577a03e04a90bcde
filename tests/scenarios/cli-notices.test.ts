import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aac } from "../../apps/cli/src/testing/command-line.ts";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { addPerson } from "./people.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
let receiver: Receiver;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  receiver = await startReceiver();
  await ensureScriptedSuite(center.client);
});
afterAll(async () => {
  await center.stop();
  await receiver.close();
});

async function call(argv: string[], variables: Record<string, string> = {}) {
  const command = aac(argv, { url: center.url, variables: { AAC_API_KEY: center.apiKey, ...variables } });
  const exitCode = await command.exitCode;
  return { exitCode, stdout: command.stdout(), stderr: command.stderr() };
}
const ok = async (argv: string[], variables?: Record<string, string>) => {
  const { exitCode, stdout, stderr } = await call(argv, variables);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
};

describe("aac schedules", () => {
  test("added, listed, run, paused, resumed, edited, removed", async () => {
    expect(await ok(["schedules"])).toBe("No schedules.\n");
    const when = ["--cron", "0 0 1 1 *", "--time-zone", "Asia/Tokyo", "--jitter", "5m", "--env", "A=1"];
    expect(await ok(["schedules", "add", "web/new-year", "--suite", "scripted", ...when])).toMatch(
      /^Schedule web\/new-year runs next at \d{4}-12-31T15:0\d:\d\d\.\d{3}Z\.\n$/,
    );
    expect(await ok(["schedules"])).toMatch(/web\/new-year +scripted +0 0 1 1 \* Asia\/Tokyo +\d{4}-12-31T\S+ +-\n/);
    expect(await ok(["schedules", "run", "web/new-year"])).toMatch(/^web\/scripted #\d+ {2}http\S+\n$/);
    const { items } = await center.client.call("listRuns");
    expect(items[0]).toMatchObject({ trigger: { kind: "schedule" } });
    expect(await ok(["schedules", "pause", "web/new-year"])).toBe("web/new-year is paused.\n");
    expect(await ok(["schedules", "list", "--project", "web"])).toContain("paused");
    expect(await ok(["schedules", "resume", "web/new-year"])).toContain("runs next at");
    expect(JSON.parse(await ok(["schedules", "--json"]))).toMatchObject([
      { jitterSeconds: 300, variables: { A: "1" } },
    ]);
    expect(await ok(["schedules", "edit", "web/new-year", "--cron", "0 0 2 1 *", "--overlap", "skip"])).toMatch(
      /^Schedule web\/new-year runs next at \d{4}-01-01T15:0\d:\d\d\.\d{3}Z\.\n$/,
    );
    const [edited] = (await center.client.call("listSchedules", { params: { project: "web" } })).items;
    expect(edited).toMatchObject({
      overlap: "skip",
      jitterSeconds: 300,
      timeZone: "Asia/Tokyo",
      variables: { A: "1" },
    });
    await ok(["schedules", "edit", "web/new-year", "--branch", "main", "--folder", "smoke"]);
    expect(await ok(["schedules", "show", "web/new-year"])).toMatch(
      /^Schedule {3}web\/new-year \(new-year\)\nRuns {7}scripted, folder smoke, branch main\nWhen {7}0 0 2 1 \* Asia\/Tokyo, up to 300 s later\nNext {7}\S+Z, .*\nPolicies {3}overlap skip, catch up last, 1 shard, priority 0\nVariable {3}A=1\n$/,
    );
    await ok(["schedules", "edit", "web/new-year", "--no-branch", "--no-folder", "--no-environment"]);
    expect(JSON.parse(await ok(["schedules", "show", "web/new-year", "--json"]))).toMatchObject({
      branch: null,
      folder: null,
      environment: null,
    });
    expect(await ok(["schedules", "history", "web/new-year"])).toMatch(/\S+Z +fired +\w+ +On demand, by local key\.\n/);
    expect(await ok(["schedules", "remove", "web/new-year"])).toBe("web/new-year is removed.\n");
  });

  test("previewed in their time zone", async () => {
    const lines = (
      await ok(["schedules", "preview", "30 2 * * *", "--time-zone", "Europe/Berlin", "--count", "3"])
    ).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\w{3} \d{4}-\d\d-\d\d 02:30 \+0[12]:00 {2}\S+Z$/);
  });

  test.each([
    [["schedules", "add", "web/x", "--suite", "scripted", "--cron", "soon"], "five fields"],
    [["schedules", "edit", "web/x"], "Nothing is to be changed"],
    [["schedules", "edit", "web/x", "--priority", "high"], "from -10 to 10"],
    [["schedules", "run", "nightly"], "project/schedule"],
    [["schedules", "pause", "web/no"], 'no schedule "no"'],
  ])("%o is refused with a remedy", async (argv, why) => {
    const { exitCode, stderr } = await call(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(why) });
  });
});

describe("aac notices", () => {
  test("a channel is added, tried, and told of by a rule; what was told can be told again", async () => {
    expect(await ok(["notices"])).toBe("Nothing was told yet.\n");
    const added = await ok(["notices", "add-channel", "hook", "--kind", "webhook"], { AAC_CHANNEL_URL: receiver.url });
    expect(added).toMatch(/signed with whsec_\S+ \(shown only now\)/);
    const rule = [
      "--channel",
      "hook",
      "--project",
      "web",
      "--branch",
      "release/*",
      "--on",
      "failed,fixed",
      "--only-on-change",
    ];
    expect(await ok(["notices", "add-rule", "Releases", ...rule])).toMatch(/^Rule \w+ is there\.\n$/);
    expect((await center.client.call("listNoticeRules")).items).toMatchObject([
      { name: "Releases", branches: ["release/*"], outcomes: ["failed", "fixed"], onlyOnChange: true },
    ]);
    await ok(["notices", "test", "hook"]);
    await until("the test", async () => receiver.requests.length === 1);
    const delivered = await until("its end", async () => {
      const all = JSON.parse(await ok(["notices", "--state", "delivered", "--json"])) as { id: string }[];
      return all[0];
    });
    expect(await ok(["notices", "redeliver", delivered.id])).toContain("by webhook to 127.0.0.1");
    await until("the redelivery", async () => receiver.requests.length === 2);
    expect(await ok(["notices", "list"])).toContain("A test of notices");
    expect(await ok(["notices", "show", delivered.id])).toMatch(
      /^What {3}A test of notices\nTo {5}hook, webhook 127\.0\.0\.1:\d+\nState {2}\w+.*\nTry {4}\S+Z {2}taken {2}\d+ ms {2}/,
    );
  });

  test("channels are listed, muted and removed; rules and subscriptions come and go", async () => {
    await ok(["notices", "add-channel", "chat", "--kind", "slack", "--post-to", `${receiver.url}/5ecret`]);
    expect(await ok(["notices", "mute", "chat", "--for", "8h"])).toMatch(/^chat is muted until \S+Z\.\n$/);
    const listed = await ok(["notices", "channels"]);
    expect(listed).toMatch(/chat +slack +127\.0\.0\.1:\d+ +\d{4}-\S+Z\n/);
    expect(listed).not.toContain("5ecret");
    expect(await ok(["notices", "mute", "chat", "--for", "0s"])).toBe("chat is not muted.\n");
    const made = await ok(["notices", "add-rule", "Anything", "--channel", "chat"]);
    const rule = /^Rule (\w+)/.exec(made)![1]!;
    expect(await ok(["notices", "rules", rule])).toMatch(/^RULE .*\nAnything .*\n$/);
    expect(await ok(["notices", "channels", "chat"])).toMatch(/^CHANNEL .*\nchat .*\n$/);
    expect(await ok(["notices", "rules"])).toMatch(/Anything +everything +- +failed, .* +- +chat +\w+\n/);
    expect(await ok(["notices", "mute-rule", rule, "--for", "1h"])).toContain(`${rule} is muted until `);
    expect(await ok(["notices", "remove-rule", rule])).toBe(`Rule ${rule} is removed.\n`);
    expect(await ok(["notices", "remove-channel", "chat"])).toBe("chat is removed.\n");
    const wishes = ["--project", "web", "--branch", "main", "--on", "failed", "--only-on-change"];
    const subscribed = await ok(["notices", "subscribe", "ada@example.org", ...wishes]);
    const subscription = /^Subscription (\w+)/.exec(subscribed)![1]!;
    expect(await ok(["notices", "mute-subscription", subscription, "--for", "1h"])).toContain("is muted until");
    expect(await ok(["notices", "subscriptions"])).toMatch(
      /ada@example\.org +web +main +failed \(only on change\) +\d{4}-\S+Z +\w+\n/,
    );
    expect(await ok(["notices", "unsubscribe", subscription])).toBe(`Subscription ${subscription} has ended.\n`);
  });

  test("rules and subscriptions are changed: what is named, and nothing else", async () => {
    await ok(["notices", "add-channel", "old", "--kind", "slack", "--post-to", `${receiver.url}/old`]);
    await ok(["notices", "add-channel", "new", "--kind", "slack", "--post-to", `${receiver.url}/new`]);
    const narrow = [
      "--project",
      "web",
      "--suite",
      "scripted",
      "--branch",
      "main",
      "--only-on-change",
      "--first-failure",
    ];
    const rule = /^Rule (\w+)/.exec(await ok(["notices", "add-rule", "Narrow", "--channel", "old", ...narrow]))![1]!;
    const readRule = () => center.client.call("getNoticeRule", { params: { rule } });
    const before = await readRule();
    expect(await ok(["notices", "edit-rule", rule, "--name", "Wide", "--channel", "new"])).toMatch(
      /Wide +scripted +main +failed, .* \(only on change\) \(and at the first failure\) +- +new +\w+\n/,
    );
    expect(await readRule()).toEqual({ ...before, name: "Wide", channels: ["new"], updatedAt: expect.any(String) });
    const wider = ["--any-suite", "--any-project", "--any-branch", "--no-only-on-change", "--no-first-failure"];
    await ok(["notices", "edit-rule", rule, ...wider, "--on", "passed"]);
    expect(await readRule()).toMatchObject({
      project: null,
      suites: [],
      branches: [],
      outcomes: ["passed"],
      onlyOnChange: false,
      firstFailure: false,
    });
    const made = await ok(["notices", "subscribe", "eve@example.org", ...narrow]);
    const subscription = /^Subscription (\w+)/.exec(made)![1]!;
    await ok(["notices", "edit-subscription", subscription, "--branch", "release/*", "--no-only-on-change"]);
    expect((await center.client.call("listSubscriptions")).items).toMatchObject([
      { project: "web", suites: ["scripted"], branches: ["release/*"], onlyOnChange: false, firstFailure: true },
    ]);
    await ok(["notices", "unsubscribe", subscription]);
    await ok(["notices", "remove-rule", rule]);
    await ok(["notices", "remove-channel", "old"]);
    await ok(["notices", "remove-channel", "new"]);
  });

  test("an e-mail channel names members", async () => {
    const { orgId } = center.caller;
    const [ada, bob] = [await addPerson(center.center, { orgId }), await addPerson(center.center, { orgId })];
    await ok([
      "notices",
      "add-channel",
      "members",
      "--kind",
      "email",
      "--person",
      ada.email,
      "--to",
      "team@example.org",
    ]);
    expect(await ok(["notices", "channels", "members"])).toContain(`team@example.org, ${ada.email} `);
    await ok(["notices", "edit-channel", "members", "--person", bob.userId]);
    expect(await ok(["notices", "channels", "members"])).toContain(`team@example.org, ${bob.email} `);
    const nobody = await call(["notices", "add-channel", "none", "--kind", "email"]);
    expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--person") });
    await ok(["notices", "remove-channel", "members"]);
  });

  test("a channel is changed, and a webhook's secret replaced", async () => {
    await ok(["notices", "add-channel", "moving", "--kind", "webhook", "--post-to", "https://old.example/x"]);
    await ok(["notices", "edit-channel", "moving", "--post-to", "https://new.example/x"]);
    expect(await ok(["notices", "channels"])).toMatch(/moving +webhook +new\.example +-\n/);
    expect(await ok(["notices", "rotate-secret", "moving"])).toMatch(/signed with whsec_\S+ \(shown only now\)/);
    await ok(["notices", "remove-channel", "moving"]);
  });

  test("mails of the outbox are listed and read", async () => {
    expect(await ok(["notices", "outbox"])).toBe("The outbox is empty.\n");
    await ok(["notices", "add-channel", "mail", "--kind", "email", "--to", "ada@example.org"]);
    await ok(["notices", "test", "mail"]);
    const line = await until("the mail", async () => {
      const listed = await ok(["notices", "outbox"]);
      return listed.includes("ada@example.org") && listed;
    });
    expect(await ok(["notices", "outbox", line.split(" ")[0]!])).toContain("Subject: A test of notices\n");
  });

  test.each([
    [["notices", "add-channel", "x", "--kind", "slack"], "--post-to"],
    [["notices", "add-channel", "x", "--kind", "email"], "--to"],
    [["notices", "edit-channel", "no"], "Nothing is to be changed"],
    [["notices", "channels", "no"], 'no channel "no"'],
    [["notices", "show", "no"], 'no delivery "no"'],
    [["notices", "edit-rule", "no"], "Nothing is to be changed"],
    [["notices", "edit-rule", "no", "--on", "failed"], 'no rule "no"'],
    [["notices", "edit-rule", "no", "--any-branch", "--branch", "main"], "cannot be used with"],
    [["notices", "edit-subscription", "no"], "Nothing is to be changed"],
    [["notices", "edit-subscription", "no", "--first-failure"], 'no subscription "no"'],
    [["notices", "rotate-secret", "mail"], "is not signed"],
    [["notices", "add-rule", "x", "--channel", "no"], 'no channel "no"'],
    [["notices", "add-rule", "x", "--channel", "no", "--on", "exploded"], "separated by commas"],
  ])("%o is refused with a remedy", async (argv, why) => {
    const { exitCode, stderr } = await call(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(why) });
  });
});

describe("aac analysis", () => {
  test("settings are shown and changed; a key comes from a variable and is never told", async () => {
    expect(await ok(["analysis", "settings"])).toMatch(
      /^Mode {6}model: .*\nModel {5}the center's own\nTokens {4}0 of 2000000/,
    );
    const key = "org-k3y-that-is-secret";
    const changes = ["--provider", "openai", "--model", "gpt-x", "--monthly-tokens", "1000", "--key"];
    const changed = await ok(["analysis", "settings", ...changes], { AAC_ANALYSIS_KEY: key });
    expect(changed).toContain("openai, gpt-x, with the organization's key");
    expect(changed).not.toContain(key);
    const off = await ok(["analysis", "settings", "--mode", "off", "--no-key", "--provider", "preset", "--json"]);
    expect(JSON.parse(off)).toMatchObject({ mode: "off", hasKey: false, provider: null, monthlyTokens: 1_000 });
  });

  test.each([
    [["analysis", "settings", "--key"], "AAC_ANALYSIS_KEY"],
    [["analysis", "settings", "--mode", "loud"], "model, rules, off"],
    [["analysis", "again", "no"], "no run"],
  ])("%o is refused with a remedy", async (argv, why) => {
    const { exitCode, stderr } = await call(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(why) });
  });
});
