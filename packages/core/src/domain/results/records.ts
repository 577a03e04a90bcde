import type { Artifact, ReportedTest, Result } from "@aac/contract";

export interface ResultRecord extends Omit<Result, "id"> {
  id: string;
  orgId: string;
  projectId: string;
  runId: string;
  attemptId: string;
}

export interface ArtifactRecord extends Omit<Artifact, "url"> {
  id: string;
  orgId: string;
  runId: string;
  attemptId: string;
  /** Where the blob lies. */
  blob: string;
}

/** What makes two results results of the same test: where it stands and how it is called, never when or how it ran. */
export function testKey(test: Pick<ReportedTest, "name" | "suitePath" | "file">): string {
  return JSON.stringify([test.file ?? "", ...test.suitePath, test.name]);
}

/**
 * The test as it is called wherever the suite runs: reports that name files by absolute paths name another one in every
 * sandbox, and the test would have no history.
 */
export function belowWorkingDirectory<T extends Pick<ReportedTest, "name" | "suitePath" | "file">>(
  test: T,
  workingDirectory: string,
): T {
  const prefix = `${workingDirectory.replace(/\/$/, "")}/`;
  const strip = (text: string) => {
    const path = text.startsWith("file://") ? text.slice("file://".length) : text;
    return path.startsWith(prefix) ? path.slice(prefix.length) : text;
  };
  return { ...test, name: strip(test.name), suitePath: test.suitePath.map(strip), file: test.file && strip(test.file) };
}
