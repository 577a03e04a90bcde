const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * A W3C `traceparent` as it was given, in the form of version 00; null when it is none. Whoever sends a malformed one is
 * served all the same, as the standard says.
 */
export function readTraceparent(given: string | null | undefined): string | null {
  const [, version, traceId, spanId, flags, rest] = form.exec(given?.trim() ?? "") ?? [];
  if (version === undefined || version === "ff" || (version === "00" && rest !== undefined)) return null;
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return null;
  return `00-${traceId}-${spanId}-${flags}`;
}

/** For log lines: the trace that a run belongs to. */
export const traceIdOf = (traceparent: string | null | undefined): string | undefined => traceparent?.split("-")[1];
