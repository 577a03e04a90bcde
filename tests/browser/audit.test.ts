import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { setStage } from "./stage.ts";

const stage = setStage();
const rows = () => stage.page.getByRole("list", { name: "Entries" }).getByRole("listitem");
const row = (text: string) => rows().filter({ hasText: text });

beforeAll(async () => {
  const { client } = stage.center;
  const params = { project: "demo", environment: "staging" };
  const secrets = { TOKEN: "never-to-be-seen" };
  await client.call("createEnvironment", {
    params: { project: "demo" },
    body: { slug: "staging", baseUrl: "https://one.example.test", variables: { REGION: "eu", DEBUG: "1" } },
  });
  await client.call("changeEnvironment", {
    params,
    body: { baseUrl: "https://two.example.test", variables: { REGION: "us" }, secrets },
  });
  for (let i = 0; i < 70; i++) await client.call("changeProject", { params, body: { description: `Text ${i}` } });
  await client.call("createProject", { body: { slug: "demo" } }).catch(() => undefined);
});

describe("the audit log", () => {
  test("is reached by the navigation, tells who did what, and opens to what was changed; of secrets only names", async () => {
    await stage.signIn();
    await stage.page.goto(stage.center.url);
    await stage.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" }).click();
    await stage.page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Audit log" }).click();
    await stage.page.getByRole("heading", { name: "Audit log" }).waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/settings/audit`);
    await row("Created a project").first().getByText("Refused").waitFor();
    await stage.page.getByLabel("Action").selectOption({ label: "Changed an environment" });
    await row("Changed an environment").getByRole("button").first().click();
    const changes = stage.page.getByRole("table", { name: "What was changed" });
    const lines = (await changes.getByRole("row").allInnerTexts()).slice(1);
    expect(lines.map((line) => line.split(/\s+/).filter(Boolean).join(" ")).toSorted()).toEqual([
      "baseUrl https://one.example.test https://two.example.test",
      "secretNames none TOKEN",
      "secretsSet TOKEN",
      "variables.DEBUG 1",
      "variables.REGION eu us",
    ]);
    expect(await stage.page.content()).not.toContain("never-to-be-seen");
    const time = row("Changed an environment").getByRole("time").first();
    expect(await time.innerText()).toMatch(/^now$|min ago$/);
    expect(await time.getAttribute("title")).toMatch(/\d{2}:\d{2}:\d{2}/);
  });

  test("filters stand in the address, a link shows others the same, and one entry leads to those alike", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/settings/audit?project=demo&action=environment.create`);
    await row("Created an environment").waitFor();
    expect(await rows().count()).toBe(1);
    await row("Created an environment").getByRole("button").first().click();
    await stage.page.getByRole("button", { name: "Only about this" }).click();
    await expect.poll(() => stage.page.url()).toMatch(/target=/);
    await stage.page.getByLabel("Action").selectOption("");
    await row("Changed an environment").waitFor();
    expect(await rows().count()).toBe(2);
    await stage.page.keyboard.press("/");
    await stage.page.keyboard.type("nobody at all");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("heading", { name: "No entry passes these filters" }).waitFor();
    await stage.page.getByRole("button", { name: "Clear the filters" }).click();
    await row("Changed a project").first().waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/settings/audit`);
  });

  test("older entries are read while one scrolls", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/settings/audit?action=project.change`);
    await row("Changed a project").first().waitFor();
    await expect
      .poll(async () => {
        await stage.page.locator("#main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
        return stage.page.getByText("These are all entries").count();
      })
      .toBe(1);
    const reads = stage.window.requests.filter((path) => path.startsWith("/api/v1/audit?"));
    expect(reads).toHaveLength(2);
  });

  test("is exported as it is filtered, and verified", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/settings/audit?action=environment.change`);
    await row("Changed an environment").waitFor();
    for (const format of ["CSV", "JSON"]) {
      const downloading = stage.page.waitForEvent("download");
      await stage.page.getByRole("link", { name: `Export ${format}` }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(`audit-log.${format.toLowerCase()}`);
      const text = await readFile(await download.path(), "utf8");
      expect(text).toContain("environment.change");
      expect(text).not.toContain("environment.create");
    }
    await stage.page.getByRole("button", { name: "Verify" }).click();
    await stage.page.getByText(/^\d+ entries, none changed$/).waitFor();
  });

  test("can be used by the keyboard alone, and on a phone", async () => {
    await stage.reopen({ viewport: { width: 390, height: 800 } });
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/settings/audit?action=environment.change`);
    await row("Changed an environment").waitFor();
    await stage.page.keyboard.press("j");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("table", { name: "What was changed" }).waitFor();
    const widths = await stage.page.locator("html").evaluate((html) => [html.scrollWidth, html.clientWidth]);
    expect(widths[0]).toBe(widths[1]);
  });

  test("is not offered to who may not read it, and says so to who has its address", async () => {
    await stage.page.route("**/api/v1/session", async (route) => {
      const response = await route.fetch();
      const session = (await response.json()) as { permissions: string[] };
      const permissions = session.permissions.filter((permission) => permission !== "audit:read");
      await route.fulfill({ response, json: { ...session, permissions } });
    });
    await stage.signIn();
    await stage.page.goto(stage.center.url);
    await stage.page.getByRole("heading", { name: "Home", exact: true }).waitFor();
    await stage.page.getByRole("link", { name: "Settings" }).first().click();
    await stage.page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Account" }).waitFor();
    expect(await stage.page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
    await stage.page.route("**/api/v1/audit?*", (route) =>
      route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        json: {
          title: "Not allowed",
          detail: "This needs an admin.",
          remedy: "Ask one.",
          code: "forbidden",
          status: 403,
          type: "x",
        },
      }),
    );
    await stage.page.goto(`${stage.center.url}/settings/audit`);
    await stage.page.getByRole("alert").getByText("This needs an admin.").waitFor();
    stage.allowComplaints(/403/);
  });
});
