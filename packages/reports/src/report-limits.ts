/** What reading one report may cost. Whatever is beyond ends the reading with a ReportError; only texts are shortened. */
export interface ReportLimits {
  maxBytes: number;
  maxTests: number;
  /** Of nested elements, objects or subtests. */
  maxDepth: number;
  /** Time spent reading and parsing; the time the consumer takes between two tests does not count. */
  timeoutMs: number;
  /** Of one message, stack or name. A longer one is cut and says so. */
  maxTextChars: number;
}

export const defaultReportLimits: ReportLimits = {
  maxBytes: 512 * 1024 * 1024,
  maxTests: 200_000,
  maxDepth: 200,
  timeoutMs: 60_000,
  maxTextChars: 65_536,
};
