import { type Center, changeSandboxPolicy, readSandboxPolicy } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function sandboxPolicyRoutes(center: Center): HandlersOf<"getSandboxPolicy" | "changeSandboxPolicy"> {
  return {
    getSandboxPolicy: ({ caller }) => readSandboxPolicy(center, caller),
    changeSandboxPolicy: ({ caller, body }) => changeSandboxPolicy(center, caller, body),
  };
}
