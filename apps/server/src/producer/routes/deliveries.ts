import {
  type Center,
  findDelivery,
  Problem,
  redeliver,
  testChannel,
  toDelivery,
  toOutboxMail,
  toWholeMail,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { before, toPage } from "../page.ts";

export function deliveryRoutes(
  center: Center,
): HandlersOf<"testChannel" | "listDeliveries" | "getDelivery" | "redeliver" | "listOutbox" | "getOutboxMail"> {
  return {
    testChannel: async ({ caller, params }) => toDelivery(await testChannel(center, caller, params.channel)),
    async listDeliveries({ caller, query: { state, run, cursor, limit } }) {
      const { deliveries } = viewOf(center.store, caller);
      const where = { ...before(cursor), ...(state && { state }), ...(run && { runId: run }) };
      return toPage(await deliveries.find({ where, orderBy: ["-id"], limit: limit + 1 }), limit, toDelivery);
    },
    getDelivery: async ({ caller, params }) => toDelivery(await findDelivery(center, caller, params.delivery)),
    redeliver: async ({ caller, params }) => toDelivery(await redeliver(center, caller, params.delivery)),
    async listOutbox({ caller, query: { cursor, limit } }) {
      const { mails } = viewOf(center.store, caller);
      const found = await mails.find({ where: before(cursor), orderBy: ["-id"], limit: limit + 1 });
      return toPage(found, limit, toOutboxMail);
    },
    async getOutboxMail({ caller, params }) {
      const mail = await viewOf(center.store, caller).mails.get(params.mail);
      if (!mail) throw new Problem("mail_not_found", `There is no mail "${params.mail}" in the outbox.`);
      return toWholeMail(mail);
    },
  };
}
