import type { TestStatus } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { CircleCheck, CircleMinus, CircleX, type LucideIcon } from "lucide-react";

interface OutcomeLook {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly ink: string;
  readonly soft: string;
  /** A CSS colour, for charts. */
  readonly color: string;
}

/** How what a test came to looks; each has its own shape and word. */
export const outcomeLooks: Record<TestStatus, OutcomeLook> = {
  passed: {
    label: t`Passed`,
    icon: CircleCheck,
    ink: "text-passed",
    soft: "bg-passed-soft text-passed",
    color: "var(--passed-solid)",
  },
  failed: {
    label: t`Failed`,
    icon: CircleX,
    ink: "text-failed",
    soft: "bg-failed-soft text-failed",
    color: "var(--failed-solid)",
  },
  skipped: {
    label: t`Skipped`,
    icon: CircleMinus,
    ink: "text-quiet",
    soft: "bg-quiet-soft text-quiet",
    color: "var(--quiet-solid)",
  },
};
