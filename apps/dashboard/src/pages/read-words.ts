import type { QueryKey } from "@tanstack/react-query";

/** What each read is of, by the first part of its key. */
const words: Record<string, string> = {
  session: "who is signed in",
  account: "the account",
  "own-keys": "your keys",
  organizations: "the organizations",
  people: "the people",
  invitations: "the invitations",
  "api-keys": "the keys",
  "service-accounts": "the service accounts",
  usage: "the usage",
  "sandbox-policy": "the sandbox policy",
  sso: "single sign-on",
  projects: "the projects",
  schedules: "the schedules",
  channels: "the channels",
  "notice-rules": "the rules",
  subscriptions: "the subscriptions",
  deliveries: "the deliveries",
  "analysis-settings": "the settings of the analysis",
  outbox: "the outbox",
  audit: "the audit log",
  run: "the run",
  runs: "runs",
  failures: "what failed",
  "saved-filters": "the saved filters",
  workers: "the workers",
  queue: "the queue",
  center: "what this center offers",
  roles: "the roles",
  retention: "the retention",
  organization: "the organization",
  secrets: "the secrets",
  activity: "what runs now",
  history: "the history",
  tests: "the tests",
};

const projectWords: Record<string, string> = { suites: "the suites", environments: "the environments" };

/** What a read is of, in words. */
export function nameOfRead([kind, , part]: QueryKey): string {
  return (kind === "projects" && projectWords[String(part)]) || (words[String(kind)] ?? "a part of it");
}
