import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { junit, setStage } from "./stage.ts";

// A new user's way to a first own run, and what comes after it.

const stage = setStage();
const field = (name: string) => stage.page.getByLabel(name, { exact: true });
const press = (name: string) => stage.page.getByRole("button", { name, exact: true }).click();

describe("the first-run wizard", () => {
  test("leads from the name of an image to a green run, and on to a schedule and a key for the pipeline", async () => {
    const { page, center } = stage;
    await stage.signIn();
    await page.goto(`${center.url}/projects`);
    await page.getByRole("link", { name: "New", exact: true }).first().click();
    await page.getByRole("heading", { name: "A first run of your tests" }).waitFor();

    await press("Run it");
    await page.getByText("Name the project.").waitFor();
    await field("Project").fill("Web Shop");
    await page.getByText("A new one: web-shop.").waitFor();
    await press("Run it");
    await page.getByText("Name an image, or (in local mode) a directory.").waitFor();
    await expect.poll(() => field("Image").evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
    await field("Image").fill("ghcr.io/Acme/E2E");
    await page.getByText(/is no name of an image/).waitFor();
    await field("Image").fill("ghcr.io/acme/e2e:1.4");
    await page.getByText("acme/e2e with the tag 1.4, of ghcr.io").waitFor();

    await press("Run it");
    await page.getByText("It is green: your tests run here.").waitFor();
    const { items } = await center.client.call("listRuns", { query: { project: "web-shop" } });
    expect(items).toMatchObject([{ suite: "e2e", verdict: "passed", trigger: { kind: "dashboard" } }]);
    expect(page.url()).toContain(`run=${items[0]!.id}`);

    await press("Show how");
    await press("Make a key for it");
    const key = await page.getByLabel("The key", { exact: true }).textContent();
    const body = JSON.stringify({ project: "web-shop", suite: "e2e" });
    const headers = { "x-api-key": key!, "content-type": "application/json" };
    expect((await fetch(`${center.url}/api/v1/runs`, { method: "POST", headers, body })).status).toBe(201);

    await press("Make a schedule");
    await page.getByRole("dialog").getByRole("button", { name: /e2e/ }).click();
    await page.getByRole("dialog").getByLabel("Slug").fill("nightly");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(
      await center.client.call("getSchedule", { params: { project: "web-shop", schedule: "nightly" } }),
    ).toMatchObject({
      suite: "e2e",
    });
  });

  test("says what it recognises in a directory, and what went wrong where a run does not pass", async () => {
    const { center } = stage;
    await stage.reopen({ viewport: { width: 390, height: 844 } });
    await stage.signIn();
    await stage.page.goto(`${center.url}/new?kind=directory&project=demo`);
    await field("Directory").fill("/no/such/directory");
    await stage.page.getByText('"/no/such/directory" is not a directory of this host.').waitFor();
    await field("Directory").fill(join(import.meta.dirname, "../../examples/python"));
    await stage.page.getByText(/Recognised .*entrypoint/).waitFor();
    await field("Called").fill("Taxes");
    await press("Run it");
    await stage.page.getByText("It is green: your tests run here.").waitFor();
    expect(await stage.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    const suite = await center.client.call("getSuite", { params: { project: "demo", suite: "taxes" } });
    expect(suite).toMatchObject({ name: "Taxes", directory: expect.stringContaining("examples/python") });
    const variables = { EXIT_CODE: "1", REPORT: junit };
    await center.client.call("changeSuite", { params: { project: "demo", suite: "taxes" }, body: { variables } });
    const { id } = await center.client.call("createRun", { body: { project: "demo", suite: "taxes" } });
    await stage.page.goto(`${center.url}/new?run=${id}`);
    await stage.page.getByText(/Your tests ran, and 1 of 3 failed/).waitFor();
    await stage.page.getByRole("link", { name: "Change how it runs" }).click();
    await expect.poll(() => field("Name").inputValue()).toBe("Taxes");
  });

  test("for tests that run elsewhere shows the first report as it comes", async () => {
    const { page, center } = stage;
    await stage.signIn();
    await page.goto(`${center.url}/new?kind=upload`);
    await field("Project").fill("Legacy");
    await page.getByText("Nothing yet: the first report shows up here by itself.").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await press("Make a key for it");
    const key = await page.getByLabel("The key", { exact: true }).textContent();
    const form = new FormData();
    form.append("files", new Blob([junit]), "junit.xml");
    const sent = await fetch(`${center.url}/api/v1/results?project=legacy`, {
      method: "POST",
      headers: { "x-api-key": key! },
      body: form,
    });
    expect(sent.status).toBe(201);
    await page.getByText(/A report of .* came, with 3 tests/).waitFor();
  });
});
