import type { Totals } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";

/** `12 tests: 10 passed, 1 failed, 1 skipped`. */
export function TotalsText({ totals }: { totals: Totals }) {
  const parts = [
    totals.passed > 0 && t`${totals.passed} passed`,
    totals.failed > 0 && t`${totals.failed} failed`,
    totals.skipped > 0 && t`${totals.skipped} skipped`,
  ].filter(Boolean);
  return (
    <>
      <span className="font-medium">{plural(totals.tests, { one: "# test", other: "# tests" })}</span>
      {parts.length > 0 && `: ${parts.join(", ")}`}
    </>
  );
}
