import { ctrf } from "./ctrf/ctrf-format.ts";
import { goTest } from "./go/go-test-format.ts";
import { junit } from "./junit/junit-format.ts";
import { playwright } from "./playwright/playwright-format.ts";
import type { ReportFormat } from "./report-format.ts";
import { tap } from "./tap/tap-format.ts";

/**
 * The formats that are understood. The order says which tells more of a test: where an attempt leaves the same test in
 * two formats, the earlier one counts.
 */
export const formats: readonly ReportFormat[] = [playwright, ctrf, goTest, junit, tap];
