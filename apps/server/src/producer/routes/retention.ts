import { type Center, changeRetention, readRetention } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function retentionRoutes(center: Center): HandlersOf<"getRetention" | "changeRetention"> {
  return {
    getRetention: ({ caller }) => readRetention(center, caller),
    changeRetention: ({ caller, body }) => changeRetention(center, caller, body),
  };
}
