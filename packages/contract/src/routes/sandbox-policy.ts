import { SandboxPolicy, SandboxPolicyChange } from "../sandbox-policy.ts";
import type { Route } from "./route.ts";

export const sandboxPolicyRoutes = {
  getSandboxPolicy: {
    method: "GET",
    path: "/api/v1/sandbox-policy",
    tag: "sandbox policy",
    summary: "What the organization asks of its sandboxes: images, registries, runtime",
    permission: "organization:read",
    status: 200,
    answer: SandboxPolicy,
  },
  changeSandboxPolicy: {
    method: "PATCH",
    path: "/api/v1/sandbox-policy",
    tag: "sandbox policy",
    summary: "Change what the organization asks of its sandboxes",
    description: "What is not named stays. Passwords of registries are sealed, used for pulls alone, and never told.",
    permission: "organization:change",
    body: SandboxPolicyChange,
    status: 200,
    answer: SandboxPolicy,
  },
} as const satisfies Record<string, Route>;
