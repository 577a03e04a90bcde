import { useEffect, useRef } from "react";

/** Calls what was given last, so long after it was asked for first; asking again until then is free. */
export function useThrottled(ms: number, call: () => void): () => void {
  const newest = useRef(call);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    newest.current = call;
  });
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      newest.current();
    }, ms);
  };
}
