import type { Bus, Clock, Couriers, Mailer, Store } from "@aac/core";
import type { Config } from "../config.ts";

/** What notices are delivered with, but for the address of the dashboard. */
export interface OpenedCouriers extends Omit<Couriers, "publicUrl"> {
  /** What takes mails away from here; null where they are only kept, for whoever may read them. */
  sender: Mailer | null;
}

export async function openCouriers(
  config: Config,
  parts: { store: Store; clock: Clock; bus: Bus },
): Promise<OpenedCouriers> {
  const { createHttpPoster } = await import("@aac/adapters/poster/http");
  const { createOutbox } = await import("@aac/adapters/mailer/outbox");
  const sender = await openSender(config);
  return {
    sender,
    mailer: sender ?? createOutbox(parts),
    poster: createHttpPoster({ allowedHosts: config.noticeAllowedHosts }),
  };
}

/** What sends mail; null where mails are kept in the outbox. */
export async function openSender({ mail }: Config): Promise<Mailer | null> {
  if (mail.kind === "sendgrid") {
    const { createSendgridMailer } = await import("@aac/adapters/mailer/sendgrid");
    return createSendgridMailer(mail);
  }
  if (mail.kind === "smtp") {
    const { createSmtpMailer } = await import("@aac/adapters/mailer/smtp");
    return createSmtpMailer(mail);
  }
  return null;
}
