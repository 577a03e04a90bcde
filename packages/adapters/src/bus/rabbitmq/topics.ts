import { type News, runOfNews } from "@aac/contract";

export interface Topic {
  orgId?: string;
  runId?: string;
}

/** What news is filed under: words between dots. Our ids have none. */
export const routingKey = (news: News): string => `${news.orgId}.${runOfNews(news) ?? "-"}.${news.kind}`;

/** The routing keys that a topic means, as a topic exchange takes it. */
export const patternOf = ({ orgId = "*", runId = "*" }: Topic): string => `${orgId}.${runId}.*`;

/** All topics that news belongs to. */
export function patternsOf(news: News): string[] {
  const { orgId } = news;
  const runId = runOfNews(news);
  const ofOrganization = [{}, { orgId }];
  return (runId === null ? ofOrganization : [...ofOrganization, { runId }, { orgId, runId }]).map(patternOf);
}
