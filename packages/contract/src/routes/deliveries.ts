import { z } from "zod";
import { Delivery, DeliveryState, OutboxMail, WholeMail } from "../notice.ts";
import { Id } from "../slug.ts";
import { pageOf, paging, delivery, type Route } from "./route.ts";

export const deliveriesRoutes = {
  listDeliveries: {
    method: "GET",
    path: "/api/v1/deliveries",
    tag: "notices",
    summary: "List deliveries of notices, newest first",
    description: "Kept for 30 days.",
    permission: "deliveries:read",
    query: z.object({ state: DeliveryState.optional(), run: Id.optional(), ...paging }),
    status: 200,
    answer: pageOf(Delivery),
  },
  getDelivery: {
    method: "GET",
    path: "/api/v1/deliveries/:delivery",
    tag: "notices",
    summary: "Get a delivery with its tries",
    permission: "deliveries:read",
    params: z.object(delivery),
    status: 200,
    answer: Delivery,
  },
  redeliver: {
    method: "POST",
    path: "/api/v1/deliveries/:delivery/redeliver",
    tag: "notices",
    summary: "Deliver again what was delivered or given up",
    description: "409 while it is still tried by itself.",
    permission: "deliveries:send",
    params: z.object(delivery),
    status: 200,
    answer: Delivery,
  },
  listOutbox: {
    method: "GET",
    path: "/api/v1/outbox",
    tag: "notices",
    summary: "List mails of the outbox, newest first",
    description: "Where no mail server is set, mails are kept here for 30 days instead of being sent.",
    permission: "outbox:read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(OutboxMail),
  },
  getOutboxMail: {
    method: "GET",
    path: "/api/v1/outbox/:mail",
    tag: "notices",
    summary: "Read a mail of the outbox",
    permission: "outbox:read",
    params: z.object({ mail: z.string().max(200) }),
    status: 200,
    answer: WholeMail,
  },
} as const satisfies Record<string, Route>;
