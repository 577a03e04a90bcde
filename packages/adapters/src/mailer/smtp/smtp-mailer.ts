import { type Mailer, Problem, type Receipt } from "@aac/core";
import { createTransport } from "nodemailer";

const connectMs = 10_000;
const idleMs = 20_000;

/** Sends through an SMTP server: `smtp://user:password@host:587` or `smtps://…`, with nodemailer's own parameters. */
export function createSmtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const patience = { connectionTimeout: connectMs, greetingTimeout: connectMs, socketTimeout: idleMs };
  // What a template says is text, never a file or an address to fetch.
  const transport = createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true }, { from });
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? "localhost";

  return {
    async send({ id, to, subject, text, html }, signal) {
      if (signal.aborted) return { result: "later", detail: "It took too long.", retryAfterMs: null };
      try {
        // As an object: an address that is only a text would be read for more than one.
        const address = { name: "", address: to };
        const messageId = `<${id}@${domain}>`;
        const headers = { "Auto-Submitted": "auto-generated" };
        const sent = await transport.sendMail({ to: address, subject, text, html, messageId, headers, signal });
        return { result: "taken", detail: `The mail server has taken it: ${sent.response}` };
      } catch (error) {
        return receiptOf(error);
      }
    },
    async check() {
      await transport.verify().catch((cause: unknown) => {
        throw new Problem("unavailable", `The mail server cannot be used: ${(cause as Error).message}.`, { cause });
      });
      return { detail: `smtp ${new URL(url).host}` };
    },
    close: async () => transport.close(),
  };
}

/** 5xx is for good (RFC 5321), except where it is ourselves who were not let in: that can be mended. */
function receiptOf(error: unknown): Receipt {
  const { responseCode = 0, code, message } = error as Error & { responseCode?: number; code?: string };
  const detail = `The mail server did not take it: ${message}`;
  const isForGood = responseCode >= 500 && code !== "EAUTH";
  return isForGood ? { result: "refused", detail } : { result: "later", detail, retryAfterMs: null };
}
