import { t } from "@lingui/core/macro";
import { Check, type LucideIcon, Minus, Repeat2, X } from "lucide-react";

export const resultLooks: Record<
  "passed" | "failed" | "skipped" | "flaky",
  { label: string; icon: LucideIcon; ink: string }
> = {
  passed: { label: t`Passed`, icon: Check, ink: "text-passed" },
  failed: { label: t`Failed`, icon: X, ink: "text-failed" },
  skipped: { label: t`Skipped`, icon: Minus, ink: "text-quiet" },
  flaky: { label: t`Flaky`, icon: Repeat2, ink: "text-timed-out" },
};
