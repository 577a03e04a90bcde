import { problems } from "@aac/core";
import { answerHeaders, dashboardPolicyWith } from "../apps/server/src/producer/browsers/answer-headers.ts";

const made = "# Made by deploy/generate.ts of the server's code. Not to be changed here.\n";
/** Where start.sh puts the API's origin, with a space before it, or nothing. */
const api = "@API@";

const overHttps = answerHeaders({ isSecure: true });
const page = "content-security-policy";
const secure = "strict-transport-security";

const add = (name: string, value: string) => `add_header ${name} "${value}" always;\n`;
const general = Object.entries(overHttps)
  .filter(([name]) => name !== page && name !== secure)
  .map(([name, value]) => add(name, value))
  .join("");

/** What browsers are told with every file of the dashboard, as a producer tells them. */
export const headers = () => made + add(page, "$policy") + general + add(secure, "$only_https");

export const docsHeaders = () => made + add(page, "$docs_policy") + general + add(secure, "$only_https");

/** The documentation's pages choose light or dark by a script of their own before anything is shown. */
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Which policy holds for what is sent, by its type. */
export function policies(): string {
  const byType = (name: string, types: string, policy: string) =>
    `map $sent_http_content_type $${name} {\n  default "${overHttps[page]}";\n  ~^${types} "${policy}";\n}\n`;
  const policy = dashboardPolicyWith("https://api").replaceAll(" https://api", api);
  return (
    made +
    byType("policy", "text/html", policy) +
    // The search is a worker, and a worker's policy is that of its script.
    byType("docs_policy", "(text/html|application/javascript|text/javascript)", docsPolicy) +
    `map $people_come_by $only_https {\n  default "";\n  https "${overHttps[secure]}";\n}\n`
  );
}

/** What API clients are told when no producer answers, in the form of every other problem. */
export function away(): string {
  const { title, status, remedy } = problems.unavailable;
  const detail = "No producer answers.";
  const problem = { type: "urn:aac:problem:unavailable", title, status, code: "unavailable", detail, remedy };
  return `${made}add_header cache-control "no-store" always;\nreturn ${status} '${JSON.stringify(problem)}';\n`;
}
