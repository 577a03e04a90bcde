import type { State } from "@aac/contract";
import clsx from "clsx";
import { stateLooks } from "./state-look.ts";

/** A state as a word with its icon. `size` large is for a page's head. */
export function StatePill({ state, size = "small" }: { state: State; size?: "small" | "large" }) {
  const look = stateLooks[state];
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 rounded-full font-medium whitespace-nowrap",
        size === "small" ? "h-6 pr-2.5 pl-1.5 text-xs" : "h-7 pr-3 pl-2 text-sm",
        look.soft,
      )}
    >
      <StateIcon state={state} size={size === "small" ? 14 : 16} isDecorative />
      {look.label}
    </span>
  );
}

/** A state as its icon alone; the word is for screen readers and on hover, unless it stands beside. */
export function StateIcon({
  state,
  size = 16,
  isDecorative = false,
}: {
  state: State;
  size?: number;
  isDecorative?: boolean;
}) {
  const { icon: Icon, label, ink } = stateLooks[state];
  return (
    <span
      className={clsx("inline-flex shrink-0", ink)}
      {...(isDecorative ? { "aria-hidden": true } : { role: "img", "aria-label": label, title: label })}
    >
      <Icon
        size={size}
        strokeWidth={2.25}
        className={clsx(state === "running" && "animate-spin [animation-duration:1.6s]")}
      />
    </span>
  );
}
