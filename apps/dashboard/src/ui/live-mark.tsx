import { t } from "@lingui/core/macro";
import clsx from "clsx";

const looks = {
  connecting: { label: t`Connecting`, dot: "bg-quiet-solid" },
  live: { label: t`Live`, dot: "bg-passed-solid" },
  lost: { label: t`Reconnecting`, dot: "bg-timed-out-solid animate-pulse" },
};

/** Whether what is shown changes by itself. */
export function LiveMark({ connection }: { connection: keyof typeof looks }) {
  const { label, dot } = looks[connection];
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-xs text-text-3">
      <span aria-hidden className={clsx("size-1.5 rounded-full", dot)} />
      {label}
    </span>
  );
}
