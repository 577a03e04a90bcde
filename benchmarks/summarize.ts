import type { Comparison } from "./benchmark.ts";
import { quantile } from "./quantile.ts";

export interface Quantiles {
  p50: number;
  /** What 95 % of the samples do not exceed; of rates: what 95 % reach. */
  p95: number;
}

/** The figures of a comparison. */
export interface Summary {
  samples: number;
  center: Quantiles;
  bare: Quantiles;
  /** Of each pair, what the center's is more. */
  added: Quantiles;
  /** The center's p50 as a multiple of the bare one. */
  ratio: number;
  /** Null where there is no goal. */
  isMet: boolean | null;
}

export function summarize({ pairs, unit, goal }: Comparison): Summary {
  const isRate = unit !== "ms";
  const of = (samples: readonly number[]): Quantiles => ({
    p50: quantile(samples, 0.5),
    p95: quantile(samples, isRate ? 0.05 : 0.95),
  });
  const center = of(pairs.map((pair) => pair.center));
  const bare = of(pairs.map((pair) => pair.bare));
  const added = of(pairs.map((pair) => pair.center - pair.bare));
  return {
    samples: pairs.length,
    center,
    bare,
    added,
    ratio: center.p50 / bare.p50,
    isMet: goal === null ? null : isRate ? center.p50 >= goal : added.p50 <= goal,
  };
}
