import type { Totals } from "@aac/contract";
import { formatNumberOf } from "../../ui/format.ts";

/** `12 tests: 10 passed, 1 failed, 1 skipped`. */
export function TotalsText({ totals }: { totals: Totals }) {
  const parts = [
    totals.passed > 0 && `${totals.passed} passed`,
    totals.failed > 0 && `${totals.failed} failed`,
    totals.skipped > 0 && `${totals.skipped} skipped`,
  ].filter(Boolean);
  return (
    <>
      <span className="font-medium">{formatNumberOf(totals.tests, "test")}</span>
      {parts.length > 0 && `: ${parts.join(", ")}`}
    </>
  );
}
