import type { ProblemTable } from "./table.ts";

/** Schedules, channels, rules and what is delivered. */
export const notices = {
  schedule_not_found: {
    status: 404,
    title: "There is no such schedule",
    remedy: "List the schedules of the project, or create it.",
    retry: false,
  },
  channel_not_found: {
    status: 404,
    title: "There is no such channel",
    remedy: "List the channels with GET /api/v1/channels, or create it.",
    retry: false,
  },
  rule_not_found: {
    status: 404,
    title: "There is no such rule of notices",
    remedy: "List the rules with GET /api/v1/notice-rules.",
    retry: false,
  },
  subscription_not_found: {
    status: 404,
    title: "There is no such subscription",
    remedy: "List the subscriptions with GET /api/v1/subscriptions.",
    retry: false,
  },
  subscription_of_another: {
    status: 403,
    title: "The subscription is not yours",
    remedy: "Subscribe your own address, or ask an admin of the organization.",
    retry: false,
  },
  delivery_not_found: {
    status: 404,
    title: "There is no such delivery",
    remedy: "List the deliveries with GET /api/v1/deliveries; they are kept for 30 days.",
    retry: false,
  },
  delivery_is_due: {
    status: 409,
    title: "The delivery is under way",
    remedy: "Wait until it is delivered or given up: `nextTryAt` says when it is tried next.",
    retry: false,
  },
  channel_has_no_secret: {
    status: 409,
    title: "The channel has no secret",
    remedy: "Only webhooks are signed. Of other kinds change the `url`.",
    retry: false,
  },
} as const satisfies ProblemTable;
