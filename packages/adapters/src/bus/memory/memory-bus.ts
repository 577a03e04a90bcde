import { type News, runOfNews } from "@aac/contract";
import type { Bus, Log } from "@aac/core";

interface Subscription {
  topic: { orgId?: string; runId?: string };
  listener: (news: News) => void;
}

/** The bus between the roles of one process. Listeners are called in the order of publishing, after `publish` returned. */
export function createMemoryBus({ log }: { log: Log }): Bus {
  /** By the narrowest part of their topic, so that news of one run does not pass by the viewers of all others. */
  const subscriptions = new Map<string, Set<Subscription>>();

  function tell(subscription: Subscription, news: News): void {
    const { topic, listener } = subscription;
    if (topic.orgId !== undefined && topic.orgId !== news.orgId) return;
    queueMicrotask(() => {
      if (!subscriptions.get(keyOf(topic))?.has(subscription)) return;
      try {
        listener(news);
      } catch (error) {
        log.error({ err: error, kind: news.kind, runId: runOfNews(news) }, "a listener of the bus threw");
      }
    });
  }

  return {
    publish(news) {
      const runId = runOfNews(news);
      const ofRun = runId === null ? [] : [keyOf({ runId })];
      for (const key of [...ofRun, keyOf({ orgId: news.orgId }), keyOf({})])
        for (const subscription of subscriptions.get(key) ?? []) tell(subscription, news);
    },
    async subscribe(topic, listener) {
      const key = keyOf(topic);
      const subscription = { topic, listener };
      const all = subscriptions.get(key) ?? new Set();
      subscriptions.set(key, all.add(subscription));
      return () => {
        all.delete(subscription);
        if (all.size === 0 && subscriptions.get(key) === all) subscriptions.delete(key);
      };
    },
    async check() {
      return { detail: "in this process" };
    },
    async close() {
      subscriptions.clear();
    },
  };
}

const keyOf = ({ orgId, runId }: Subscription["topic"]) =>
  runId !== undefined ? `run ${runId}` : `org ${orgId ?? ""}`;
