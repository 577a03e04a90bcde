import { silentLog } from "@aac/core";
import { mailerConformance } from "@aac/core/conformance";
import { createMemoryBus } from "../../bus/memory/index.ts";
import { createSystemClock } from "../../clock/system/index.ts";
import { createMemoryStore } from "../../store/memory/index.ts";
import { createOutbox } from "./outbox.ts";

mailerConformance("the outbox", async () => {
  const store = createMemoryStore();
  return {
    mailer: createOutbox({ store, clock: createSystemClock(), bus: createMemoryBus({ log: silentLog }) }),
    async received() {
      const mails = await store.tenant("acme").mails.find({ where: {} });
      return mails.map(({ to, subject, text, html }) => ({
        to: [to],
        subject: subject.replace(/[\r\n]+/g, " "),
        text,
        html,
      }));
    },
    dispose: () => store.close(),
  };
});
