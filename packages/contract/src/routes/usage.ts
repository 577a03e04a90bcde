import { Usage } from "../usage.ts";
import type { Route } from "./route.ts";

export const usageRoutes = {
  getUsage: {
    method: "GET",
    path: "/api/v1/usage",
    tag: "organization",
    summary: "What is used of what the organization may use",
    description: "Owners and admins are told by mail at 80 % and at 100 %. Limits are set by the center's operator.",
    permission: "organization:read",
    status: 200,
    answer: Usage,
  },
} as const satisfies Record<string, Route>;
