import type { TestTry } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { plainText } from "../../../data/ansi.ts";
import { formatDuration } from "../../../ui/format.ts";
import { resultLooks } from "./result-looks.ts";

/** Each time the test was tried, in order: what it came to and why. */
export function TryList({ tries, count }: { tries: readonly TestTry[]; count: number }) {
  const before = Math.max(0, count - tries.length);
  return (
    <ol aria-label={t`Tries`} className="overflow-hidden rounded-md border border-line bg-surface text-xs">
      {tries.map(({ status, durationMs, message }, index) => {
        const { icon: Icon, ink, label } = resultLooks[status];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- Tries are known by their place.
          <li key={index} className="flex items-start gap-2.5 border-b border-line px-3 py-1.5 last:border-b-0">
            <span role="img" aria-label={label} title={label} className={clsx("mt-px shrink-0", ink)}>
              <Icon aria-hidden size={14} strokeWidth={2.5} />
            </span>
            <span className="shrink-0 font-medium tabular-nums">
              <Trans>Try {before + index + 1}</Trans>
            </span>
            <span className="min-w-0 flex-1 truncate font-mono text-text-2" title={message ?? undefined}>
              {
                plainText(message ?? "")
                  .trim()
                  .split("\n", 1)[0]
              }
            </span>
            {durationMs !== null && (
              <span className="shrink-0 text-text-3 tabular-nums">{formatDuration(durationMs)}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
