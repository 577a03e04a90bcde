import type { Receipt } from "./receipt.ts";

export interface Mail {
  /** The same in every try, and part of the Message-ID: a reader's program can tell that it has the mail already. */
  id: string;
  orgId: string;
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

/**
 * Hands mails over for delivery. `send` may be called concurrently; it never throws for what the other side does or
 * does not do, but answers it. When `signal` aborts it gives up and answers `later`: the mail may have gone out then.
 */
export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<Receipt>;
  /** Throws a Problem with a remedy when mails cannot be handed over. */
  check(): Promise<{ detail: string }>;
  /** Closing twice is fine. */
  close(): Promise<void>;
}
