import { type Center, readUsage } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function usageRoutes(center: Center): HandlersOf<"getUsage"> {
  return { getUsage: ({ caller }) => readUsage(center, caller.orgId) };
}
