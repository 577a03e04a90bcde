import { useEffect, useRef, useState } from "react";
import { atMostEvery } from "../../../data/at-most-every.ts";

/** Calls what was given last, at most every so many ms; asking again until then is free. */
export function useThrottled(ms: number, call: () => void): () => void {
  const newest = useRef(call);
  const [soon] = useState(() => atMostEvery(ms));
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
    timer.current ??= soon(() => {
      timer.current = null;
      newest.current();
    });
  };
}
