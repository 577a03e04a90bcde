import { type Client, createClient, type Route, type RouteName, routes } from "@aac/contract";
import { digestOfSecret, invite, keepHistory, newKeySecret, runTokenPrefix } from "@aac/core";
import { addKey, type ApiCaller } from "./api-caller.ts";
import { addPerson } from "./people.ts";
import { junit, type TestCenter, until } from "./test-center.ts";

export const routeNames = Object.keys(routes) as RouteName[];
export const routeOf = (name: RouteName): Route => routes[name];

/** A body that is valid, for each route that has one. */
export const bodies: Partial<Record<RouteName, Record<string, unknown>>> = {
  signIn: { code: "unknown" },
  signInSecondStep: { challenge: "unknown", code: "123456" },
  signUp: { email: "ada@example.org", name: "Ada", password: "a quiet lake at dawn" },
  changeAccount: { name: "Ada" },
  askForVerification: { email: "ada@example.org" },
  verifyEmail: { token: "unknown" },
  askForPasswordReset: { email: "ada@example.org" },
  resetPassword: { token: "unknown", password: "a quiet lake at dawn" },
  changePassword: { currentPassword: "a guess", newPassword: "a quiet lake at dawn" },
  beginTwoFactor: { password: "a guess" },
  confirmTwoFactor: { code: "123456" },
  newBackupCodes: { password: "a guess" },
  endTwoFactor: { password: "a guess" },
  createOrganization: { slug: "new" },
  switchOrganization: { organization: "local" },
  changeOrganization: { name: "New" },
  changePerson: { role: "viewer" },
  createInvitation: { email: "bob@example.org", role: "viewer" },
  previewInvitation: { token: "unknown" },
  acceptInvitation: { token: "unknown" },
  startSso: { email: "ada@example.org" },
  changeSso: { name: "Okta" },
  verifySsoDomain: { domain: "example.org" },
  createProject: { slug: "new" },
  changeProject: { name: "New" },
  createSuite: { slug: "new", image: "scripted" },
  changeSuite: { name: "New" },
  createEnvironment: { slug: "new" },
  changeEnvironment: { name: "New" },
  createRun: { project: "web", suite: "scripted" },
  changeRun: { labels: [] },
  cancelRuns: { runs: ["unknown"] },
  rerunRuns: { runs: ["unknown"] },
  labelRuns: { runs: ["unknown"], add: ["seen"] },
  deleteRuns: { runs: ["unknown"] },
  createSavedFilter: { name: "Red", view: { state: "failed" } },
  changeSavedFilter: { name: "Red" },
  rerun: {},
  changeRetention: { logsDays: 90 },
  changeSandboxPolicy: { requireDigest: false },
  createSchedule: { slug: "new", cron: "0 4 * * *", suite: "scripted" },
  changeSchedule: { name: "New" },
  createChannel: { slug: "new", kind: "email", to: ["ada@example.org"] },
  changeChannel: { name: "New" },
  createNoticeRule: { name: "New", channels: ["chat"] },
  changeNoticeRule: { name: "New" },
  createSubscription: { address: "ada@example.org" },
  changeSubscription: { onlyOnChange: true },
  changeAnalysisSettings: { mode: "rules" },
  giveFeedback: { isRight: true },
  createOwnApiKey: { name: "ci", scopes: ["read"] },
  rotateOwnApiKey: {},
  rotateApiKey: {},
  createServiceAccount: { slug: "new" },
  createApiKey: { name: "ci", scopes: ["read"] },
  changeWorker: { draining: false },
};

const sampleMail = (orgId: string) => ({
  id: "a-mail",
  orgId,
  to: "ada@example.org",
  subject: "A mail",
  text: "Text",
  html: "<p>Text</p>",
  createdAt: 0,
});

/** Queries that routes cannot do without, or that keep one try out of the way of the next. */
const queries: Partial<Record<RouteName, Record<string, string>>> = {
  uploadResults: { project: "uploaded" },
  searchLog: { text: "line" },
  previewSchedule: { cron: "0 4 * * *" },
  lookAtImage: { image: "node:24" },
  lookAtDirectory: { directory: "/" },
  deleteOrganization: { confirm: "another" },
};

const sampleFilter = (orgId: string) => ({
  id: "a-filter",
  orgId,
  userId: "ada",
  by: "Ada",
  name: "A filter",
  view: { project: "web" },
  isShared: true,
  createdAt: 0,
  updatedAt: 0,
});

/** One of everything that routes are about, in one organization. */
export interface Samples {
  /** The route's address, about what there is. Throws where a route has a parameter that nothing here is for. */
  pathOf(name: RouteName): string;
  /** What is sent: where several runs are named, the one that there is. */
  bodyOf(name: RouteName): Record<string, unknown> | undefined;
  /** Asks for the route as somebody, with what it needs. */
  send(caller: ApiCaller, name: RouteName): Promise<Response>;
  /** The same for the run that is still under way, which the token is of. */
  running: { pathOf(name: RouteName): string; send(caller: ApiCaller, name: RouteName): Promise<Response> };
  runToken: string;
  /** Texts that nobody of another organization may ever be answered. */
  own: string[];
}

/** Makes them in the organization of the test center. */
export async function makeSamples(center: TestCenter): Promise<Samples> {
  const { orgId } = center.caller;
  const tenant = center.center.store.tenant(orgId);
  const { call } = center.client;
  const { run } = await center.finished((await center.trigger({ REPORT: junit({ passed: 1 }) })).id);
  await keepHistory(center.center);
  const [result] = (await call("listResults", { params: { run: run.id } })).items;
  await call("createEnvironment", { params: { project: "web" }, body: { slug: "staging" } });
  const nightly = { slug: "nightly", cron: "0 4 * * *", suite: "scripted" };
  await call("createSchedule", { params: { project: "web" }, body: nightly });
  await call("createChannel", { body: { slug: "chat", kind: "webhook", url: "https://chat.invalid/hook" } });
  const { id: rule } = await call("createNoticeRule", { body: { name: "All", channels: ["chat"] } });
  const { id: subscription } = await call("createSubscription", { body: { address: "ada@example.org" } });
  const { id: delivery } = await call("testChannel", { params: { channel: "chat" } });
  await tenant.mails.insert(sampleMail(orgId));
  await tenant.savedFilters.insert(sampleFilter(orgId));
  // So that no try of deleting it takes it from the next one.
  await call("changeRun", { params: { run: run.id }, body: { pinned: true } });
  const createdBy = center.caller.actor;
  const account = { id: center.center.ids(), orgId, slug: "pipeline", name: "Pipeline", description: "", createdBy };
  await tenant.serviceAccounts.insert({ ...account, createdAt: 0 });
  await addKey(center.center, orgId, ["read"]);
  const [key] = await tenant.apiKeys.find({ where: {}, orderBy: ["-id"], limit: 1 });
  await tenant.apiKeys.update(key!.id, {}, { serviceAccountId: account.id });
  await center.signIn();
  const [session] = await center.center.store.system.sessions.find({ where: {}, limit: 1 });
  const { userId: person } = await addPerson(center.center, { orgId, role: "viewer" });
  const given = { email: "cleo@example.org", role: "viewer" as const, projects: null, days: 7 };
  const { id: invitation } = await invite(center.center, center.caller, given);
  const running = await beginRun(center, center.client, "web");
  const project = await call("getProject", { params: { project: "web" } });

  const slugs = { project: "web", suite: "scripted", environment: "staging", schedule: "nightly", channel: "chat" };
  const ids = {
    test: result!.testId,
    rule,
    subscription,
    delivery,
    mail: "a-mail",
    filter: "a-filter",
    session: session!.id,
    key: key!.id,
    account: "pipeline",
    person,
    invitation,
    worker: center.workerId,
  };
  const of = (runId: string, job: string): Record<string, string> => ({
    ...slugs,
    ...ids,
    run: runId,
    job,
    "*": "1/1/junit.xml",
  });
  const { url } = createClient({ baseUrl: "" });
  const about = (params: Record<string, string>) => {
    const pathOf = (name: RouteName) => {
      const query = name === "listTestHistories" ? { tests: ids.test } : (queries[name] ?? {});
      return url(name, { params, query } as Parameters<typeof url>[1]);
    };
    const bodyOf = (name: RouteName) => {
      const body = bodies[name];
      return body && "runs" in body ? { ...body, runs: [params["run"]] } : body;
    };
    return {
      pathOf,
      bodyOf,
      send: (caller: ApiCaller, name: RouteName) => {
        const { method, consumes } = routeOf(name);
        if (consumes === undefined) return caller(method, pathOf(name), { body: bodyOf(name) });
        return caller(method, pathOf(name), form(junit({ passed: 1 })));
      },
    };
  };
  return {
    ...about(of(run.id, run.jobs[0]!.id)),
    running: about(of(running.id, running.jobId)),
    runToken: running.token,
    own: [
      orgId,
      run.id,
      running.id,
      project.id,
      rule,
      subscription,
      delivery,
      key!.id,
      "nightly",
      "staging",
      "pipeline",
      "a-filter",
      person,
      invitation,
      ids.test,
    ],
  };
}

/** A run of the project's suite `scripted` that goes on until it is told to end, and the token of its attempt. */
export async function beginRun({ center: { store } }: TestCenter, client: Client, project: string) {
  const body = { project, suite: "scripted", variables: { SLEEP_MS: "600000" } };
  const { id } = await client.call("createRun", { body });
  const { attempts } = store.system;
  const attempt = await until("an attempt", async () => (await attempts.find({ where: { runId: id }, limit: 1 }))[0]);
  const token = newKeySecret(`${runTokenPrefix}${attempt.id}_`);
  await attempts.update(attempt.id, {}, { tokenDigest: digestOfSecret(token) });
  return { id, jobId: attempt.jobId, token };
}

function form(text: string) {
  const boundary = "the-end-of-a-part";
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="junit.xml"\r\n\r\n`;
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  return { body: `${head}${text}\r\n--${boundary}--\r\n`, headers };
}
