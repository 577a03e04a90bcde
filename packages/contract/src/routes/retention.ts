import { Retention, RetentionChange } from "../retention.ts";
import type { Route } from "./route.ts";

export const retentionRoutes = {
  getRetention: {
    method: "GET",
    path: "/api/v1/retention",
    tag: "retention",
    summary: "How long the organization keeps runs and their parts",
    permission: "organization:read",
    status: 200,
    answer: Retention,
  },
  changeRetention: {
    method: "PATCH",
    path: "/api/v1/retention",
    tag: "retention",
    summary: "Change how long runs and their parts are kept",
    permission: "organization:change",
    body: RetentionChange,
    status: 200,
    answer: Retention,
  },
} as const satisfies Record<string, Route>;
