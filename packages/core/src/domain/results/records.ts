import type { Artifact, ReportedTest, Result } from "@aac/contract";

export interface ResultRecord extends Omit<Result, "id"> {
  id: string;
  orgId: string;
  projectId: string;
  runId: string;
  attemptId: string;
  /** The claim under which it was collected. */
  fence: number;
}

export interface ArtifactRecord extends Omit<Artifact, "url"> {
  id: string;
  orgId: string;
  runId: string;
  attemptId: string;
  fence: number;
  /** Where the blob lies. */
  blob: string;
}

/** What makes two results results of the same test: where it stands and how it is called, never when or how it ran. */
export function testKey(test: Pick<ReportedTest, "name" | "suitePath" | "file">): string {
  return JSON.stringify([test.file ?? "", ...test.suitePath, test.name]);
}

/** A report that the suite's own reporter has sent while it runs; kept until the end of the attempt. */
export interface LiveReportRecord {
  id: string;
  orgId: string;
  runId: string;
  attemptId: string;
  path: string;
  blob: string;
  sizeBytes: number;
  /** Counts up each time it is sent again. */
  revision: number;
}
