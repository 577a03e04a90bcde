import type { State } from "@aac/contract";
import { t } from "@lingui/core/macro";
import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  ClockAlert,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";

interface StateLook {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Classes for the icon or the word alone, for a soft label, and for a filled mark such as a bar. */
  readonly ink: string;
  readonly soft: string;
  readonly solid: string;
  /** The solid colour where no class reaches: the page's icon. */
  readonly hex: string;
  /** A sign for the title of the browser's tab. */
  readonly sign: string;
}

/** How each state looks. Never by colour alone: every one has its own shape and word. */
export const stateLooks: Record<State, StateLook> = {
  queued: {
    label: t`Queued`,
    icon: CircleDashed,
    ink: "text-quiet",
    soft: "bg-quiet-soft text-quiet",
    solid: "bg-quiet-solid",
    hex: "#8b919d",
    sign: "◌",
  },
  running: {
    label: t`Running`,
    icon: LoaderCircle,
    ink: "text-running",
    soft: "bg-running-soft text-running",
    solid: "bg-running-solid",
    hex: "#3b82f6",
    sign: "▶",
  },
  passed: {
    label: t`Passed`,
    icon: CircleCheck,
    ink: "text-passed",
    soft: "bg-passed-soft text-passed",
    solid: "bg-passed-solid",
    hex: "#22a565",
    sign: "✓",
  },
  failed: {
    label: t`Failed`,
    icon: CircleX,
    ink: "text-failed",
    soft: "bg-failed-soft text-failed",
    solid: "bg-failed-solid",
    hex: "#e0484d",
    sign: "✗",
  },
  errored: {
    label: t`Errored`,
    icon: TriangleAlert,
    ink: "text-errored",
    soft: "bg-errored-soft text-errored",
    solid: "bg-errored-solid",
    hex: "#ea6a1f",
    sign: "!",
  },
  timedOut: {
    label: t`Timed out`,
    icon: ClockAlert,
    ink: "text-timed-out",
    soft: "bg-timed-out-soft text-timed-out",
    solid: "bg-timed-out-solid",
    hex: "#d99a1c",
    sign: "⏱",
  },
  cancelled: {
    label: t`Cancelled`,
    icon: CircleSlash,
    ink: "text-quiet",
    soft: "bg-quiet-soft text-quiet",
    solid: "bg-quiet-solid",
    hex: "#8b919d",
    sign: "⊘",
  },
};
