import type { TestHistory } from "@aac/contract";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../../data/client-context.ts";

/** Tests scrolled past fast are not asked about. */
const settleMs = 200;
/** As many as the API takes. */
const atOnce = 100;

export interface TestHistories {
  byTest: ReadonlyMap<string, TestHistory>;
  /** Why those of some tests are not here; null where nothing went wrong. */
  error: unknown;
  retry: () => void;
}

/** What the tests came to in their last runs, for those that can be seen; asked for once each. */
export function useTestHistories(run: string, tests: readonly string[]): TestHistories {
  const client = useClient();
  const [known, setKnown] = useState<ReadonlyMap<string, TestHistory>>(new Map());
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const asked = useRef(new Set<string>());
  const wanted = tests.join(",");
  useEffect(() => {
    const timer = setTimeout(() => {
      const missing = [...new Set(wanted.split(","))]
        .filter((test) => test !== "" && !asked.current.has(test))
        .slice(0, atOnce);
      if (missing.length === 0) return;
      for (const test of missing) asked.current.add(test);
      client
        .call("listTestHistories", { params: { run }, query: { tests: missing.join(",") } })
        .then(({ items }) => {
          setError(null);
          setKnown((before) => new Map([...before, ...items.map((item) => [item.testId, item] as const)]));
        })
        // Those that come into sight later are asked about again.
        .catch((reason: unknown) => {
          for (const test of missing) asked.current.delete(test);
          setError(reason);
        });
    }, settleMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- Another try asks again.
  }, [client, run, wanted, tries]);
  return { byTest: known, error, retry: () => setTries((before) => before + 1) };
}
