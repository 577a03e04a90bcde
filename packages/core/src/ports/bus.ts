import type { News } from "@aac/contract";

/**
 * Tells news to every process that listens. News may be lost, doubled and reordered; a slow listener loses news rather
 * than slow the teller. Whoever needs all of it reads the store by the numbers in the news.
 */
export interface Bus {
  /** Never throws and never waits for a listener. */
  publish(news: News): void;
  /**
   * Told of the news of one run, of one organization, or (without either) of everything, from when this resolves until
   * the function it answers is called; not once after that.
   */
  subscribe(topic: { orgId?: string; runId?: string }, listener: (news: News) => void): Promise<() => void>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
