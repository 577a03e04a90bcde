export { formats } from "./formats.ts";
export { createMemoryFile } from "./memory-file.ts";
export { type OpenReport, type ReadOptions, readReport } from "./read-report.ts";
export { readReports, type ReportNews } from "./read-reports.ts";
export { ReportError, type ReportErrorCode } from "./report-error.ts";
export type { ReportContext, ReportFile, ReportFormat } from "./report-format.ts";
export { artifactGlobs, ignoredGlobs, reportGlobs } from "./report-globs.ts";
export { defaultReportLimits, type ReportLimits } from "./report-limits.ts";
