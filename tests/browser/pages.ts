import { createClient } from "@aac/contract";
import { afterAll, beforeAll, vi } from "vitest";
import { pathsOfRouter } from "./router.ts";
import { junit, type Stage } from "./stage.ts";

/** The pages of the dashboard as its router names them, in a center in which each has something to show. */
export interface Pages {
  /** Where those are that need a session. */
  addresses(): Promise<string[]>;
  /** Those that are for whoever is not signed in. */
  openAddresses(): Promise<string[]>;
}

const isOpen = (path: string) => /^\/(sign-in|sign-up|invitation)/.test(path);

/** To be called once, at the top of a file of tests. The window has to show the dashboard before it is asked for addresses. */
export function setPages(stage: Stage): Pages {
  let run: string;
  let running: string;
  let someTest: string;

  /** Where pages with parameters are looked at, and others in more than one state. A new page needs a line here. */
  const samples: Record<string, () => string[]> = {
    "/runs/$run": () =>
      ["results", "log", "artifacts", "attempts", "environment"].map((tab) => `/runs/${run}?tab=${tab}`),
    "/$": () => ["/nowhere"],
    "/projects/$project": () => ["/projects/demo"],
    ...Object.fromEntries(
      ["suites/new", "suites", "environments", "environments/new", "schedules", "tests", "settings"].map((part) => [
        `/projects/$project/${part}`,
        () => [`/projects/demo/${part}`],
      ]),
    ),
    "/projects/$project/suites/$suite": () => ["/projects/demo/suites/scripted"],
    "/projects/$project/environments/$environment": () => ["/projects/demo/environments/staging"],
    "/projects/$project/tests/$test": () => [`/projects/demo/tests/${someTest}`],
  };

  beforeAll(async () => {
    const { call } = stage.center.client;
    const project = "demo";
    const environment = { slug: "staging", baseUrl: "https://staging.test", secrets: { TOKEN: "s3cret-value" } };
    await call("createEnvironment", { params: { project }, body: environment });
    const variables = { REPORT: junit, EXIT_CODE: "1", LOG_LINES: "60", FILES: '{"test-results/a.txt":"a"}' };
    run = await stage.finished(variables, { environment: "staging" });
    const cron = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };
    await call("createSchedule", { params: { project }, body: { slug: "nightly", suite: "scripted", ...cron } });
    await call("createChannel", { body: { slug: "team", kind: "email", to: ["ada@example.org"] } });
    await call("createNoticeRule", { body: { name: "All failures", channels: ["team"] } });
    const tests = async () => (await call("listTests", { params: { project } })).items;
    // Kept once the run has ended.
    await vi.waitFor(async () => void (someTest = (await tests())[0]!.id), { timeout: 20_000 });
    // What needs a person, and no key.
    const cookie = `aac_session=${await stage.center.newSession()}`;
    const person = createClient({ baseUrl: stage.center.url, headers: { cookie, "sec-fetch-site": "same-origin" } });
    await person.call("createInvitation", { body: { email: "bob@example.org", role: "viewer" } });
    await person.call("createServiceAccount", { body: { slug: "pipeline" } });
    // Runs in every state that a list may show.
    await stage.finished({ REPORT: junit });
    await stage.finished({ START_PROBLEM: "image_not_found" });
    ({ id: running } = await stage.center.trigger({ SLEEP_MS: "600000", LOG_LINES: "10" }));
  });
  afterAll(() => stage.center.client.call("cancelRun", { params: { run: running } }));

  function addressesOf(path: string): string[] {
    const addresses = samples[path]?.() ?? [path];
    if (addresses.some((address) => address.includes("$"))) throw new Error(`Say in \`samples\` where ${path} is.`);
    return addresses;
  }

  return {
    addresses: async () => (await pathsOfRouter(stage.page)).filter((path) => !isOpen(path)).flatMap(addressesOf),
    openAddresses: async () => (await pathsOfRouter(stage.page)).filter(isOpen),
  };
}
