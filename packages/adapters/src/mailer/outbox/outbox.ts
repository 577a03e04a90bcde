import type { Bus, Clock, Mailer, Store } from "@aac/core";

/** Sends nothing: mails are kept in the store, where they can be read. A mail that comes again is there already. */
export function createOutbox({ store, clock, bus }: { store: Store; clock: Clock; bus: Bus }): Mailer {
  return {
    async send({ id, orgId, to, subject, text, html }) {
      await store.tenant(orgId).mails.insert({ id, orgId, to, subject, text, html, createdAt: clock.now() });
      bus.publish({ kind: "changed", orgId, what: "outbox" });
      return { result: "taken", detail: "No mail server is set: it lies in the outbox." };
    },
    check: async () => ({ detail: "outbox: mails are kept here, not sent" }),
    close: async () => undefined,
  };
}
