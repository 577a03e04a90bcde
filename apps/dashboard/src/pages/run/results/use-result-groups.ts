import type { Result } from "@aac/contract";
import { useEffect, useMemo, useState } from "react";
import { groupInSteps, groupResults, type GroupingWish, type ResultGroup } from "../../../data/result-groups.ts";

/** So many are grouped in one go: it takes no longer than drawing them. */
const atOnce = 3_000;
/** How long the page may be kept busy before it can draw again. */
const sliceMs = 8;

/** The results in groups; of very many the ones from before until they are there, and null at first. */
export function useResultGroups(results: readonly Result[], wish: GroupingWish): readonly ResultGroup[] | null {
  const isMany = results.length > atOnce;
  const few = useMemo(() => (isMany ? null : groupResults(results, wish)), [isMany, results, wish]);
  const [many, setMany] = useState<readonly ResultGroup[] | null>(null);
  useEffect(() => {
    if (!isMany) return undefined;
    const steps = groupInSteps(results, wish);
    let timer: ReturnType<typeof setTimeout>;
    const goOn = () => {
      const until = performance.now() + sliceMs;
      for (;;) {
        const step = steps.next();
        if (step.done) return setMany(step.value);
        if (performance.now() >= until) break;
      }
      timer = setTimeout(goOn);
    };
    goOn();
    return () => clearTimeout(timer);
  }, [isMany, results, wish]);
  return few ?? many;
}
