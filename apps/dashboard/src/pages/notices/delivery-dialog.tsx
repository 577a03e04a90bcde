import type { Delivery } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatDuration, formatExact } from "../../ui/format.ts";
import { kindWords } from "./filter-words.ts";

const results = {
  taken: { text: t`Taken`, look: "text-passed" },
  later: { text: t`To be tried again`, look: "text-timed-out" },
  refused: { text: t`Refused`, look: "text-failed" },
} as const;

/** Every try of a delivery, and when the next one is. */
export function DeliveryDialog({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const { title, kind, channel, to, id, tries, nextTryAt } = delivery;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={t`${kindWords[kind]} to ${channel ? `${channel}, ` : ""}${to}`}
    >
      <div className="overflow-y-auto px-5 py-4">
        <ol aria-label={t`Tries`} className="flex flex-col gap-3">
          {tries.map(({ at, durationMs, result, detail }) => (
            <li key={at} className="text-sm">
              <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className={clsx("font-medium", results[result].look)}>{results[result].text}</span>
                <span className="text-xs text-text-3">
                  {formatExact(at)} · {formatDuration(durationMs)}
                </span>
              </span>
              <span className="block text-xs break-words text-text-2">{detail}</span>
            </li>
          ))}
        </ol>
        {nextTryAt && (
          <p className="mt-3 text-sm text-text-2">
            <Trans>Tried again at {formatExact(nextTryAt)}.</Trans>
          </p>
        )}
        <p className="mt-4 border-t border-line pt-3 text-xs text-text-3">
          <Trans>
            Its id, the same in every try: <code className="font-mono break-all">{id}</code>
          </Trans>
        </p>
      </div>
    </Dialog>
  );
}
