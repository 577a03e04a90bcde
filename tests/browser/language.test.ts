import { expect, test } from "vitest";
import { setStage } from "./stage.ts";

const stage = setStage();
const lang = () => stage.page.evaluate<string>("document.documentElement.lang");

test("who asks for German gets German words, dates and numbers, and may choose English in their place", async () => {
  await stage.reopen({ locale: "de-AT" });
  await stage.page.goto(`${stage.center.url}/sign-in`);
  await stage.page.getByRole("button", { name: "Anmelden", exact: true }).waitFor();
  expect(await lang()).toBe("de-DE");

  await stage.signIn();
  await stage.page.goto(`${stage.center.url}/settings/account`);
  await stage.page.getByLabel("Sprache").selectOption("en");
  await stage.page.getByRole("heading", { name: "Appearance" }).waitFor();
  expect(await lang()).toBe("en-GB");

  await stage.page.getByLabel("Language").selectOption({ label: "Deutsch" });
  await stage.page.getByRole("heading", { name: "Darstellung" }).waitFor();
  await stage.page.getByLabel("Genaue Zeiten").check();
  await stage.page
    .getByRole("region", { name: "Sitzungen" })
    .getByText(/\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}:\d{2}/)
    .first()
    .waitFor();
  stage.allowComplaints(/401/);
});

test("a language that there is not is English; so is German whose words do not come", async () => {
  await stage.reopen({ locale: "eo" });
  await stage.page.goto(`${stage.center.url}/sign-in`);
  await stage.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();

  await stage.reopen({ locale: "de-DE" });
  await stage.page.route(/\/de-[\w-]+\.js$/, (route) => route.abort());
  await stage.page.goto(`${stage.center.url}/sign-in`);
  await stage.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  stage.allowComplaints(/401|ERR_FAILED/);
});
