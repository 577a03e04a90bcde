import { t } from "@lingui/core/macro";
import type { QueryKey } from "@tanstack/react-query";

/** What each read is of, by the first part of its key. */
const words: Record<string, string> = {
  session: t`who is signed in`,
  account: t`the account`,
  "own-keys": t`your keys`,
  organizations: t`the organizations`,
  people: t`the people`,
  invitations: t`the invitations`,
  "api-keys": t`the keys`,
  "service-accounts": t`the service accounts`,
  usage: t`the usage`,
  "sandbox-policy": t`the sandbox policy`,
  sso: t`single sign-on`,
  projects: t`the projects`,
  schedules: t`the schedules`,
  channels: t`the channels`,
  "notice-rules": t`the rules`,
  subscriptions: t`the subscriptions`,
  deliveries: t`the deliveries`,
  analyses: t`the analysis`,
  outbox: t`the outbox`,
  audit: t`the audit log`,
  run: t`the run`,
  runs: t`runs`,
  failures: t`what failed`,
  "saved-filters": t`the saved filters`,
  workers: t`the workers`,
  queue: t`the queue`,
  center: t`what this center offers`,
  roles: t`the roles`,
  retention: t`the retention`,
  organization: t`the organization`,
  secrets: t`the secrets`,
  activity: t`what runs now`,
  history: t`the history`,
  tests: t`the tests`,
};

const projectWords: Record<string, string> = { suites: t`the suites`, environments: t`the environments` };

/** What a read is of, in words. */
export function nameOfRead([kind, , part]: QueryKey): string {
  return (kind === "projects" && projectWords[String(part)]) || (words[String(kind)] ?? t`a part of it`);
}
