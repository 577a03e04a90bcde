import { expect, test } from "vitest";
import { junit, setStage } from "./stage.ts";

const stage = setStage();
const panel = () => stage.page.getByRole("group", { name: "Analysis" });

test("a failed run says why, and each line it rests on leads into the log", async () => {
  await stage.signIn();
  const variables = {
    LOG_LINES: "40",
    LOG_TEXT: "Error: connect ECONNREFUSED 127.0.0.1:54{n}",
    REPORT: junit,
    EXIT_CODE: "1",
  };
  const run = await stage.finished({ ...variables, REPORT: junit.replaceAll(/<failure[^]*<\/failure>/g, "") });
  await stage.page.goto(`${stage.center.url}/runs/${run}`);
  await panel().getByText("A service did not take the connection").waitFor();
  await panel().getByText("by the built-in rules").waitFor();
  const line = panel()
    .getByRole("link", { name: /^line \d+$/ })
    .first();
  const number = Number((await line.innerText()).replace("line ", ""));
  await line.click();
  await stage.logLine(number).waitFor();
  expect(stage.page.url()).toContain(`line=${number}`);
});

/** That it is right is shown before the server knows, and what was said before once it has refused. */
async function rightIsShownEarly(): Promise<void> {
  const isPressed = (name: string) => panel().getByRole("button", { name }).getAttribute("aria-pressed");
  const { promise: answer, resolve: refuse } = Promise.withResolvers<void>();
  await stage.page.route("**/analysis/feedback", async (route) => {
    await answer;
    await route.abort();
  });
  expect([await isPressed("Right"), await isPressed("Wrong")]).toEqual(["false", "true"]);
  await panel().getByRole("button", { name: "Right" }).click();
  await expect.poll(() => isPressed("Right")).toBe("true");
  refuse();
  await panel().getByRole("alert").waitFor();
  expect([await isPressed("Right"), await isPressed("Wrong")]).toEqual(["false", "true"]);
  await stage.page.unroute("**/analysis/feedback");
  stage.allowComplaints(/net::ERR_FAILED/);
}

test("what people say of it is kept, and told of the next run that fails alike", async () => {
  await stage.signIn();
  const run = await stage.finished({ LOG_LINES: "2", REPORT: junit, EXIT_CODE: "1" });
  await stage.page.goto(`${stage.center.url}/runs/${run}`);
  await panel().getByRole("button", { name: "Wrong" }).click();
  await panel().getByLabel("What was it?").fill("The card of the demo has expired.");
  await panel().getByRole("button", { name: "Save" }).click();
  await panel().getByText("it is wrong: The card of the demo has expired.").waitFor();
  await rightIsShownEarly();
  const next = await stage.finished({ LOG_LINES: "2", REPORT: junit, EXIT_CODE: "1" });
  await stage.page.goto(`${stage.center.url}/runs/${next}`);
  await panel().getByText("said so of a run that failed alike").waitFor();
  await panel().getByRole("button", { name: "Analyse again" }).click();
  await panel().getByText("by the built-in rules").waitFor();
});
