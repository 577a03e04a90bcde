import { Check, type LucideIcon, Minus, Repeat2, X } from "lucide-react";

export const resultLooks: Record<
  "passed" | "failed" | "skipped" | "flaky",
  { label: string; icon: LucideIcon; ink: string }
> = {
  passed: { label: "Passed", icon: Check, ink: "text-passed" },
  failed: { label: "Failed", icon: X, ink: "text-failed" },
  skipped: { label: "Skipped", icon: Minus, ink: "text-quiet" },
  flaky: { label: "Flaky", icon: Repeat2, ink: "text-timed-out" },
};
