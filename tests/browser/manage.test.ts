import { describe, expect, test, vi } from "vitest";
import { setStage } from "./stage.ts";

// What makes up a project, and who runs it: forms that say what is wrong where it is wrong, and workers that can be drained.

const stage = setStage({ WORKER_CONCURRENCY: "1", NEW_ORGANIZATIONS: "anyone" });
const field = (name: string) => stage.page.getByLabel(name, { exact: true });
const press = (name: string | RegExp) => stage.page.getByRole("button", { name, exact: true }).click();
const open = (path: string) => stage.page.goto(stage.center.url + path);

describe("workers and queue", () => {
  test("shows who does what and why others wait; a worker is drained and claims again, by keyboard", async () => {
    const { page, center } = stage;
    await stage.signIn();
    const { id: going } = await center.trigger({ SLEEP_MS: "600000" });
    await open("/workers");
    const worker = page.getByRole("list", { name: "Workers" }).getByRole("listitem").first();
    await worker.getByRole("link", { name: /Scripted suite/ }).waitFor();
    await worker.getByText("1 of 1 taken").waitFor();

    const { id: waiting } = await center.trigger({});
    const queue = page.getByRole("list", { name: "Jobs that wait" });
    await queue.getByText("The one worker is full.").waitFor();

    await worker.getByRole("button", { name: /^Drain/ }).focus();
    await page.keyboard.press("Enter");
    await worker.getByText("Draining", { exact: true }).waitFor();
    await press("Undo");
    await queue.getByText("The one worker is full.").waitFor();
    await worker.getByRole("button", { name: /^Drain/ }).click();
    await queue.getByText("Every worker is being drained.").waitFor();
    await center.client.call("cancelRun", { params: { run: going } });
    // As news tell it: nothing is pressed.
    await worker.getByText("Drained", { exact: true }).waitFor();
    expect((await center.client.call("getRun", { params: { run: waiting } })).state).toBe("queued");

    await worker.getByRole("button", { name: /^Let .* claim again/ }).click();
    await page.getByText("Nothing of yours waits.").waitFor();
    const verdict = async () => (await center.client.call("getRun", { params: { run: waiting } })).verdict;
    await vi.waitFor(async () => expect(await verdict()).toBe("passed"), { timeout: 10_000 });
  });
});

describe("a project", () => {
  test("is made, its suite is made with what is wrong said at the field, changed, and deleted with all of it", async () => {
    const { page, center } = stage;
    await stage.signIn();
    await open("/projects");
    await press("New project");
    await field("Name").fill("Web Shop");
    await press("Create");
    await page.getByRole("heading", { name: "This project has no suites" }).waitFor();

    await page.getByRole("link", { name: "New suite" }).click();
    await field("Name").fill("End to end");
    await field("Image").fill("ghcr.io/acme/e2e:1.4");
    await page.getByLabel("A shell command").check();
    await field("Command").fill("npm test -- {folder}");
    await press("Add a variable");
    await field("Name of variable 1").fill("1ST");
    await field("Processors").fill("many");
    await field("More reports").fill("../outside.xml");
    await page.getByLabel("Some hosts only").check();
    await field("Hosts that it reaches").fill("*.example.org");
    await press("Create the suite");
    await page.getByText("It cannot be saved like this: see what is marked.").waitFor();
    await page.getByText("starts with no digit").waitFor();
    await page.getByText(/A glob is relative to the working directory/).waitFor();
    await page.getByText(/no wildcards/).waitFor();
    for (const name of ["Processors", "More reports", "Hosts that it reaches", "Name of variable 1"])
      expect(await field(name).getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-invalid')")).toBe("true");

    await field("Name of variable 1").fill("FIRST");
    await field("Value of FIRST").fill("1");
    await field("Processors").fill("0.5");
    await field("More reports").fill("out/*.xml");
    await field("Hosts that it reaches").fill("api.example.org:443");
    await press("Create the suite");
    await page.getByRole("link", { name: "End to end", exact: true }).waitFor();
    const params = { project: "web-shop", suite: "end-to-end" };
    expect(await center.client.call("getSuite", { params })).toMatchObject({
      command: ["/bin/sh", "-c", "npm test -- {folder}"],
      variables: { FIRST: "1" },
      reports: ["out/*.xml"],
      limits: { cpus: 0.5, network: "allow-list", allowedHosts: ["api.example.org:443"] },
    });

    await page.getByRole("link", { name: "Edit End to end" }).click();
    await field("Time in minutes").fill("5");
    await press("Save");
    await page.getByText("Saved: runs from now on have it so", { exact: true }).waitFor();
    expect((await center.client.call("getSuite", { params })).limits).toMatchObject({ timeoutMs: 300_000, cpus: 0.5 });

    await page.getByRole("link", { name: "Settings", exact: true }).last().click();
    await press("Delete…");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 suite").waitFor();
    await dialog.getByLabel("Type web-shop to confirm").fill("web-shop");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { name: "Projects", level: 1 }).waitFor();
    const { items } = await center.client.call("listProjects");
    expect(items.map(({ slug }) => slug)).not.toContain("web-shop");
  });

  test("has environments, whose secrets go in, are replaced and removed, and never come out", async () => {
    const { page, center } = stage;
    await stage.signIn();
    await open("/projects/demo/environments/new");
    await field("Name").fill("Staging");
    await field("Base URL").fill("staging");
    await press("Create the environment");
    await page.getByText("A URL that starts with http:// or https://.").waitFor();
    await field("Base URL").fill("https://staging.example.org");
    for (const [index, name] of ["TOKEN", "PASSWORD"].entries()) {
      await press("Add a secret");
      await field(`Name of secret ${index + 1}`).fill(name);
      await field(`Value of ${name}`).fill(`first ${name.toLowerCase()} of staging`);
    }
    await press("Create the environment");
    await page.getByText("0 variables, 2 secrets").waitFor();

    await page.getByRole("link", { name: "Staging" }).click();
    await press("Replace TOKEN");
    await field("New value of TOKEN").fill("another token of staging");
    await press("Remove PASSWORD");
    await page.getByText("goes when you save").waitFor();
    expect(await page.content()).not.toContain("first token");
    await press("Save");
    await page.getByText("0 variables, 1 secret", { exact: true }).waitFor();
    const environment = await center.client.call("getEnvironment", {
      params: { project: "demo", environment: "staging" },
    });
    expect(environment).toMatchObject({ secretNames: ["TOKEN"], baseUrl: "https://staging.example.org" });

    await open("/settings/secrets");
    await page.getByRole("link", { name: "Staging of demo" }).waitFor();
    await page.getByText("TOKEN", { exact: true }).waitFor();
    expect(await page.content()).not.toContain("another token");
  });
});

describe("settings", () => {
  test("the organization is renamed, its retention changed, and the roles are those of the table", async () => {
    const { page, center } = stage;
    await stage.signIn();
    await open("/settings/organization");
    await field("Name").fill("Acme");
    await press("Rename");
    await page.getByText("Saved", { exact: true }).waitFor();
    await expect.poll(() => page.getByText("Acme", { exact: true }).count()).toBeGreaterThan(0);

    await page.getByRole("link", { name: "Retention" }).click();
    await field("Audit log").fill("7");
    await press("Save");
    await expect.poll(() => field("Audit log").getAttribute("aria-invalid")).toBe("true");
    await field("Audit log").fill("");
    await field("Logs").fill("14");
    await press("Save");
    await page.getByText("Saved: what is older is deleted within minutes", { exact: true }).waitFor();
    expect(await center.client.call("getRetention")).toMatchObject({ logsDays: 14, auditDays: null });

    await page.getByRole("link", { name: "Roles", exact: true }).click();
    const row = page.getByRole("row", { name: /Create projects/ });
    await expect
      .poll(async () => (await row.getByRole("cell").allTextContents()).slice(0, 4))
      .toEqual(["yes", "yes", "–no", "–no"]);
  });

  test("whoever is in no organization is told so, makes one, and is led to a first run", async () => {
    const { page, center } = stage;
    const password = "a quiet lake at dawn";
    const { email } = await center.addPerson(password, null);
    await open("/sign-in");
    await page.getByText("Somebody who has one has to invite you.").waitFor();
    await page.getByLabel("E-mail").fill(email);
    await field("Password").fill(password);
    await press("Sign in");
    await page.getByText(email).waitFor();
    await field("Name").fill("Acme Two");
    await press("Create it");
    await page.getByRole("heading", { name: "A first run of your tests" }).waitFor();
    await page.getByText("Acme Two", { exact: true }).first().waitFor();
    // They operate nothing: of workers they see those that run something of theirs.
    await open("/workers");
    await page.getByText("Nothing of yours runs now.").waitFor();
    stage.allowComplaints(/403 \(Forbidden\)|401 \(Unauthorized\)/);
  });
});
