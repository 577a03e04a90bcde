import type { News } from "@aac/contract";

export interface Topic {
  orgId?: string;
  runId?: string;
}

/** What news is filed under: words between dots. Our ids have none. */
export const routingKey = ({ orgId, runId, kind }: News): string => `${orgId}.${runId}.${kind}`;

/** The routing keys that a topic means, as a topic exchange takes it. */
export const patternOf = ({ orgId = "*", runId = "*" }: Topic): string => `${orgId}.${runId}.*`;

/** All topics that news belongs to. */
export const patternsOf = ({ orgId, runId }: News): string[] =>
  [{}, { orgId }, { runId }, { orgId, runId }].map(patternOf);
