import {
  type Center,
  changeChannel,
  changeNoticeRule,
  changeSubscription,
  createChannel,
  createNoticeRule,
  deleteChannel,
  deleteNoticeRule,
  filtersSeen,
  findChannel,
  findNoticeRule,
  type Poster,
  rotateSecret,
  subscribe,
  toChannel,
  toNoticeRule,
  toSubscription,
  unsubscribe,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";

export function noticeRoutes(
  center: Center,
  poster: Pick<Poster, "whyRefused">,
): HandlersOf<
  | "listChannels"
  | "createChannel"
  | "getChannel"
  | "changeChannel"
  | "deleteChannel"
  | "rotateChannelSecret"
  | "listNoticeRules"
  | "createNoticeRule"
  | "getNoticeRule"
  | "changeNoticeRule"
  | "deleteNoticeRule"
  | "listSubscriptions"
  | "createSubscription"
  | "changeSubscription"
  | "deleteSubscription"
> {
  return {
    async listChannels({ caller, query: { cursor, limit } }) {
      const { channels } = viewOf(center.store, caller);
      return toPage(await channels.find({ where: after(cursor), limit: limit + 1 }), limit, toChannel);
    },
    async createChannel({ caller, body }) {
      const { channel, secret } = await createChannel(center, caller, body, poster);
      return { channel: toChannel(channel), secret };
    },
    getChannel: async ({ caller, params }) =>
      toChannel(await findChannel(viewOf(center.store, caller), params.channel)),
    changeChannel: async ({ caller, params, body }) =>
      toChannel(await changeChannel(center, caller, params.channel, body, poster)),
    deleteChannel: async ({ caller, params }) => deleteChannel(center, caller, params.channel) as Promise<undefined>,
    async rotateChannelSecret({ caller, params }) {
      const { channel, secret } = await rotateSecret(center, caller, params.channel);
      return { channel: toChannel(channel), secret };
    },
    async listNoticeRules({ caller, query: { cursor, limit } }) {
      const { noticeRules } = viewOf(center.store, caller);
      const page = toPage(await noticeRules.find({ where: after(cursor), limit: limit + 1 }), limit, toNoticeRule);
      return { ...page, items: page.items.filter(await filtersSeen(center, caller)) };
    },
    createNoticeRule: async ({ caller, body }) => toNoticeRule(await createNoticeRule(center, caller, body)),
    getNoticeRule: async ({ caller, params }) => toNoticeRule(await findNoticeRule(center, caller, params.rule)),
    changeNoticeRule: async ({ caller, params, body }) =>
      toNoticeRule(await changeNoticeRule(center, caller, params.rule, body)),
    deleteNoticeRule: async ({ caller, params }) => deleteNoticeRule(center, caller, params.rule) as Promise<undefined>,
    async listSubscriptions({ caller, query: { cursor, limit } }) {
      const { subscriptions } = viewOf(center.store, caller);
      const page = toPage(await subscriptions.find({ where: after(cursor), limit: limit + 1 }), limit, toSubscription);
      return { ...page, items: page.items.filter(await filtersSeen(center, caller)) };
    },
    createSubscription: async ({ caller, body }) => toSubscription(await subscribe(center, caller, body)),
    changeSubscription: async ({ caller, params, body }) =>
      toSubscription(await changeSubscription(center, caller, params.subscription, body)),
    deleteSubscription: async ({ caller, params }) =>
      unsubscribe(center, caller, params.subscription) as Promise<undefined>,
  };
}
