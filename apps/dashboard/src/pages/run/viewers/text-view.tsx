import type { Artifact } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { readAnsi } from "../../../data/ansi.ts";
import { Button } from "../../../ui/button.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { ErrorState } from "../../../ui/message.tsx";
import { spanStyle } from "../log/span-style.ts";
import { useFilePart } from "./use-file-part.ts";

const partBytes = 512 * 1024;
const longestLine = 5_000;

/** A text with its colours, part by part. */
export function TextView({ artifact }: { artifact: Artifact }) {
  const [from, setFrom] = useState(0);
  const { data, error, refetch } = useFilePart(artifact, from, partBytes);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const isWhole = artifact.sizeBytes <= partBytes;
  return (
    <>
      {data ? <Lines key={from} text={data.text} /> : <div aria-busy className="skeleton m-5 h-40" />}
      {!isWhole && (
        <div className="flex items-center justify-center gap-3 border-t border-line px-4 py-2 text-xs text-text-2">
          <Button size="small" disabled={from === 0} onClick={() => setFrom(from - partBytes)}>
            <Trans>Part before</Trans>
          </Button>
          <span className="tabular-nums">
            <Trans>
              {formatBytes(from)} to {formatBytes(Math.min(artifact.sizeBytes, from + partBytes))} of{" "}
              {formatBytes(artifact.sizeBytes)}
            </Trans>
          </span>
          <Button
            size="small"
            disabled={from + partBytes >= artifact.sizeBytes}
            onClick={() => setFrom(from + partBytes)}
          >
            <Trans>Next part</Trans>
          </Button>
        </div>
      )}
    </>
  );
}

function Lines({ text }: { text: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.replace(/\n$/, "").split("\n"), [text]);
  // oxlint-disable-next-line react/incompatible-library -- A warning to users of the React Compiler.
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
  });
  return (
    <div
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached with keys.
      tabIndex={0}
      role="group"
      aria-label={t`Text`}
      className="h-[65dvh] overflow-auto py-2 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            data-index={index}
            ref={virtualizer.measureElement}
            className="absolute inset-x-0 min-h-5 px-4 wrap-anywhere whitespace-pre-wrap"
            style={{ transform: `translateY(${start}px)` }}
          >
            {readAnsi([lines[index]!.slice(0, longestLine)])[0]!.map((span, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- The spans never change their places.
              <span key={at} style={spanStyle(span)}>
                {span.text}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
