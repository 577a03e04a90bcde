import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "../../../data/client-context.ts";
import type { LogText } from "../../../data/log-lines.ts";
import { createLogScanner, type LogScan, nothingScanned } from "../../../data/log-scan.ts";
import type { Place } from "../../../data/place.ts";

export interface LogScanState extends LogScan {
  /** It could not be searched on. */
  readonly error: unknown;
  retry(): void;
}

const now = () => performance.now();

/** More lines than that nobody goes through. */
const most = 20_000;

/** The lines of a log that hold one of the texts; goes on as the log grows. Without texts there are none. */
export function useLogScan(
  run: string,
  { shard, attempt }: Place,
  log: LogText,
  texts: readonly string[],
): LogScanState {
  const client = useClient();
  const scanner = useMemo(
    () =>
      createLogScanner({
        texts,
        most,
        clock: now,
        pause: () => new Promise((resume) => setTimeout(resume)),
        ask: (from, signal) =>
          client.call(
            "searchLog",
            { params: { run }, query: { shard, attempt, text: [...texts], from, limit: 5_000 } },
            signal,
          ),
      }),
    [client, run, shard, attempt, texts],
  );
  const [state, setState] = useState<{ scanner: unknown; scan: LogScan; error: unknown } | null>(null);
  const newest = useRef(log);
  const goOn = useRef<(() => void) | null>(null);

  useEffect(() => {
    if (texts.length === 0) return undefined;
    const leaving = new AbortController();
    let isAtIt = false;
    const scanOn = async () => {
      if (isAtIt) return;
      isAtIt = true;
      let last = nothingScanned;
      const tell = (scan: LogScan) => setState({ scanner, scan: (last = scan), error: null });
      try {
        await scanner.scan(() => newest.current, tell, leaving.signal);
      } catch (error) {
        if (!leaving.signal.aborted) setState({ scanner, scan: last, error });
      }
      isAtIt = false;
    };
    goOn.current = () => void scanOn();
    goOn.current();
    return () => {
      leaving.abort();
      goOn.current = null;
    };
  }, [scanner, texts]);

  useEffect(() => {
    newest.current = log;
    goOn.current?.();
  }, [log]);

  const retry = useCallback(() => goOn.current?.(), []);
  return state?.scanner === scanner && texts.length > 0
    ? { ...state.scan, error: state.error, retry }
    : { ...nothingScanned, error: null, retry };
}
