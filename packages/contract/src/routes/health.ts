import { z } from "zod";
import type { Route } from "./route.ts";

const Health = z.object({
  status: z
    .enum(["ok", "degraded", "unavailable"])
    .describe("`degraded`: ready, though something that the center can do without is away."),
  checks: z.record(z.string(), z.string()).describe("`ok`, or what is wrong, by the part's name."),
});

export const healthRoutes = {
  health: {
    method: "GET",
    path: "/health",
    tag: "health",
    summary: "Ready to serve?",
    permission: null,
    status: 200,
    answer: Health,
  },
  healthLive: {
    method: "GET",
    path: "/health/live",
    tag: "health",
    summary: "Is the process alive?",
    permission: null,
    status: 200,
    answer: Health,
  },
  healthReady: {
    method: "GET",
    path: "/health/ready",
    tag: "health",
    summary: "Ready to serve, and what is missing where not",
    permission: null,
    status: 200,
    answer: Health,
  },
} as const satisfies Record<string, Route>;
