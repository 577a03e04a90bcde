import { createClient } from "@aac/contract";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOf } from "../scenarios/totp.ts";
import { openWindow, type Window } from "./browser.ts";
import { setStage } from "./stage.ts";

// People, keys and one's own account, as they are on the dashboard.

const stage = setStage();
const password = "Gr4ph1te-lemon-orbit";
const section = (name: string) => stage.page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name });
const dialog = (page: Page) => page.getByRole("dialog");
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();

let other: Window;
beforeEach(async () => {
  await stage.signIn();
  other = await openWindow(stage.page.context().browser()!);
});
afterEach(() => other.context.close());

/** Answers the link of an invitation that is made on the page. */
async function invite(email: string, role: string): Promise<string> {
  await stage.page.goto(`${stage.center.url}/settings/people`);
  await press(stage.page, "Invite somebody");
  await dialog(stage.page).getByLabel("E-mail").fill(email);
  await dialog(stage.page).getByLabel("Role", { exact: true }).selectOption({ label: role });
  await press(stage.page, "Invite");
  const link = await dialog(stage.page).getByLabel("Link of the invitation").textContent();
  await press(stage.page, "Done");
  return link!;
}

async function accept(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Choose a password").fill(password);
  await press(page, "Accept and sign in");
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${stage.center.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, /^Sign in$/);
}

test("who is invited comes in by the link, gets another role, and is out within 5 seconds of being removed", async () => {
  const link = await invite("ada@example.org", "Viewer");
  expect(new URL(link).pathname).toBe("/invitation");
  await other.page.goto(link);
  await other.page.getByRole("heading", { name: /^Join / }).waitFor();
  expect(other.page.url()).not.toContain("token");
  await other.page.getByLabel("Your name").fill("Ada");
  await other.page.getByLabel("Choose a password").fill("short");
  await press(other.page, "Accept and sign in");
  await expect.poll(() => other.page.getByLabel("Choose a password").getAttribute("aria-invalid")).toBe("true");
  await accept(other.page, link, "Ada");
  await other.page.getByRole("link", { name: "Settings" }).first().click();
  const sections = other.page.getByRole("navigation", { name: "Settings" });
  await sections.getByRole("link", { name: "Account" }).waitFor();
  expect(await sections.getByRole("link").allTextContents()).toEqual([
    "Account",
    "Organization",
    "People",
    "Roles",
    "Secrets",
    "Usage",
    "Retention",
    "Sandbox policy",
    "Integrations",
  ]);

  await stage.page.reload();
  const invited = stage.page.getByRole("list", { name: "Invitations" }).getByRole("listitem");
  await invited.filter({ hasText: "ada@example.org" }).getByText("Accepted").waitFor();
  await press(stage.page, "Change Ada (ada@example.org)");
  await dialog(stage.page).getByLabel("Role", { exact: true }).selectOption({ label: "Admin" });
  await press(stage.page, "Save");
  await dialog(stage.page).waitFor({ state: "detached" });
  const role = () => other.page.evaluate(async () => (await fetch("/api/v1/session")).json());
  await expect.poll(role, { timeout: 5_000 }).toMatchObject({ role: "admin" });
  await other.page.goto(`${stage.center.url}/settings/keys`);
  await other.page.getByRole("heading", { name: "API keys" }).waitFor();

  await press(stage.page, "Change Ada (ada@example.org)");
  await dialog(stage.page).getByRole("button", { name: "Remove" }).click();
  await dialog(stage.page).getByRole("button", { name: "Remove for good" }).click();
  await dialog(stage.page).waitFor({ state: "detached" });
  const status = () => other.page.evaluate(async () => (await fetch("/api/v1/runs")).status);
  await expect.poll(status, { timeout: 5_000 }).not.toBe(200);
  await other.page.reload();
  await other.page.getByText(/in no organization\s+yet/).waitFor();
});

test("an invitation is revoked, and its link says so; the last owner is told why they stay", async () => {
  const link = await invite("bob@example.org", "Developer");
  await press(stage.page, "Revoke: bob@example.org");
  await press(stage.page, "Revoke for good: bob@example.org");
  const line = stage.page.getByRole("listitem").filter({ hasText: "bob@example.org" });
  await line.getByText("Revoked").waitFor();
  await other.page.goto(link);
  await other.page.getByRole("alert").waitFor();
  await stage.page.goto(`${stage.center.url}/settings/organization`);
  await press(stage.page, /^Leave /);
  await press(stage.page, "Leave for good");
  await stage.page.getByText("Make somebody else an owner first").first().waitFor();
  stage.allowComplaints(/409.*leave/);
});

describe("keys", () => {
  test("one of one's own is made, used, given a new secret, and revoked", async () => {
    await stage.page.goto(`${stage.center.url}/settings/account`);
    await press(stage.page, "New key");
    await dialog(stage.page).getByLabel("Name").fill("mine");
    await press(stage.page, "Create");
    const secret = await dialog(stage.page).getByLabel("Secret of the key").textContent();
    await press(stage.page, "Done");
    expect(await stage.page.content()).not.toContain(secret!);
    const ask = (key: string) =>
      createClient({ baseUrl: stage.center.url, headers: { authorization: `Bearer ${key}` } }).call("listRuns");
    expect((await ask(secret!)).items).toEqual([]);

    await press(stage.page, "Rotate mine");
    await dialog(stage.page)
      .getByLabel(/^Hours/)
      .fill("0");
    await press(stage.page, /^Rotate$/);
    const next = await dialog(stage.page).getByLabel("Secret of the key").textContent();
    await press(stage.page, "Done");
    expect((await ask(next!)).items).toEqual([]);
    await expect(ask(secret!)).rejects.toMatchObject({ problem: { status: 401 } });

    await press(stage.page, "Revoke: mine");
    await press(stage.page, "Revoke for good: mine");
    await stage.page.getByText("You have none.", { exact: true }).waitFor();
    await expect(ask(next!)).rejects.toMatchObject({ problem: { status: 401 } });
  });

  test("a service account is made with a key, and deleted with it", async () => {
    await stage.page.goto(`${stage.center.url}/settings/keys`);
    await press(stage.page, "New service account");
    await dialog(stage.page).getByLabel("Slug").fill("pipeline");
    await press(stage.page, "Create");
    await press(stage.page, "New key of pipeline");
    await dialog(stage.page).getByLabel("Name").fill("deploys");
    await dialog(stage.page).getByLabel("Run", { exact: true }).check();
    await press(stage.page, "Create");
    await dialog(stage.page).getByLabel("Secret of the key").waitFor();
    await press(stage.page, "Done");
    const key = stage.page.getByRole("list", { name: "Keys" }).getByRole("listitem").filter({ hasText: "deploys" });
    await key.getByText("Read, Run").waitFor();
    await press(stage.page, "Delete: pipeline");
    await press(stage.page, "Delete with its keys: pipeline");
    await key.waitFor({ state: "detached" });
  });
});

test("two-factor sign-in is set up by the QR code's secret, asked for at sign-in, and turned off; other sessions are ended", async () => {
  const link = await invite("eve@example.org", "Developer");
  const { page } = other;
  await accept(page, link, "Eve");
  await page.goto(`${stage.center.url}/settings/account`);
  await press(page, "Set it up");
  await dialog(page).getByLabel("Password").fill(password);
  await press(page, "Continue");
  await dialog(page).getByRole("img", { name: "QR code for an authenticator app" }).waitFor();
  const secret = await dialog(page).getByLabel("Secret of the authenticator").textContent();
  await dialog(page)
    .getByLabel("Code", { exact: true })
    .fill(codeOf(`otpauth://totp/AAC?secret=${secret}`));
  await press(page, "Turn it on");
  const codes = dialog(page).getByRole("list", { name: "Backup codes" }).getByRole("listitem");
  const backup = await codes.first().textContent();
  await press(page, "Done");
  await press(page, "Sign out");
  await page.getByLabel("E-mail").waitFor();

  await signIn(page, "eve@example.org");
  await page.getByLabel("Code").fill("000000");
  await press(page, "Continue");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Code").fill(backup!);
  await press(page, "Continue");
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();

  const third = await openWindow(page.context().browser()!);
  await signIn(third.page, "eve@example.org");
  // The code that turned it on counts as used: the next one is taken as well.
  await third.page.getByLabel("Code").fill(codeOf(`otpauth://totp/AAC?secret=${secret}`, Date.now() + 30_000));
  await press(third.page, "Continue");
  await third.page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  await page.goto(`${stage.center.url}/settings/account`);
  await press(page, "Sign out everywhere else");
  await press(page, "End all other sessions");
  await expect.poll(() => page.getByRole("list", { name: "Sessions" }).getByRole("listitem").count()).toBe(1);
  await third.page.reload();
  await third.page.getByLabel("Password").waitFor();
  await third.context.close();

  await press(page, "Turn it off");
  await dialog(page).getByLabel("Password").fill(password);
  await dialog(page).getByRole("button", { name: "Turn it off" }).click();
  await page.getByRole("button", { name: "Set it up" }).waitFor();
});

test("a refused single sign-on is told where one signs in, and an address without one too", async () => {
  await other.page.goto(`${stage.center.url}/sign-in#problem=sso_refused&detail=Your+groups+give+no+role.`);
  await other.page.getByText("Your groups give no role.").waitFor();
  await press(other.page, "Sign in with single sign-on");
  await other.page.getByLabel("E-mail at work").fill("ada@nowhere.example");
  await press(other.page, "Continue to your provider");
  await expect.poll(() => other.page.getByRole("alert").count()).toBe(2);
});

describe("the settings of the organization", () => {
  test("images and registries of the sandbox policy are changed; a password is never shown", async () => {
    await stage.page.goto(`${stage.center.url}/settings/usage`);
    await stage.page.getByRole("region", { name: "People" }).waitFor();
    await section("Sandbox policy").click();
    await stage.page.getByLabel("Some images only").check();
    await stage.page.getByLabel("Images that suites may use").fill("ghcr.io/acme/*\nexample.test/**");
    await press(stage.page, /^Save$/);
    await stage.page.getByText("Saved").first().waitFor();
    await press(stage.page, "Set a registry");
    await dialog(stage.page).getByLabel("Host").fill("ghcr.io");
    await dialog(stage.page).getByLabel("User name").fill("robot");
    await dialog(stage.page).getByLabel("Password or token").fill("never-to-be-seen");
    await press(stage.page, /^Save$/);
    await dialog(stage.page).waitFor({ state: "detached" });
    await stage.page.reload();
    await stage.page.getByText("as robot").waitFor();
    expect(await stage.page.content()).not.toContain("never-to-be-seen");
    expect(await stage.center.client.call("getSandboxPolicy")).toMatchObject({
      allowedImages: ["ghcr.io/acme/*", "example.test/**"],
      registries: [{ host: "ghcr.io", username: "robot" }],
    });
  });

  test("single sign-on is set up, tells the record of its domain, and is ended", async () => {
    await stage.page.goto(`${stage.center.url}/settings/single-sign-on`);
    await stage.page.getByLabel("Redirect URI", { exact: true }).waitFor();
    await stage.page.getByLabel("Name", { exact: true }).fill("Okta");
    await stage.page.getByLabel("Issuer").fill("https://login.example.org");
    await stage.page.getByLabel("Client id").fill("aac");
    await stage.page.getByLabel("Client secret").fill("5ecret-of-the-client");
    await stage.page.getByLabel("Domains").fill("example.org");
    await stage.page.getByLabel("Claim with the groups").fill("groups");
    await stage.page.getByLabel("Roles of groups").fill("platform = boss");
    await press(stage.page, /^Save$/);
    await expect.poll(() => stage.page.getByLabel("Roles of groups").getAttribute("aria-invalid")).toBe("true");
    await stage.page.getByLabel("Roles of groups").fill("platform = admin");
    await press(stage.page, /^Save$/);
    await stage.page.getByText("_aac.example.org").waitFor();
    await press(stage.page, "End single sign-on");
    await press(stage.page, "End it, with its sessions");
    await stage.page.getByRole("list", { name: "Domains" }).waitFor({ state: "detached" });
    stage.allowComplaints(/400.*sso/);
  });
});
