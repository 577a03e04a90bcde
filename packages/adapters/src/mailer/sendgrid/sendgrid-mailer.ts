import type { Mailer, Receipt } from "@aac/core";
import sendgrid from "@sendgrid/mail";

const timeoutMs = 14_000;

/** The class behind the one service that the package offers; its types tell of neither it nor its client. */
const { MailService } = sendgrid as unknown as {
  MailService: new () => typeof sendgrid & { client: { setDefaultRequest(settings: object): void } };
};

/** Sends through SendGrid's v3 API. */
export function createSendgridMailer(options: { apiKey: string; from: string; baseUrl?: string | undefined }): Mailer {
  const { apiKey, from, baseUrl } = options;
  const service = new MailService();
  service.setApiKey(apiKey);
  service.client.setDefaultRequest({ timeout: timeoutMs, maxRedirects: 0, ...(baseUrl ? { baseUrl } : {}) });

  return {
    async send({ id, to, subject, text, html }, signal) {
      const later = (detail: string): Receipt => ({ result: "later", detail, retryAfterMs: null });
      const aborted = new Promise<Receipt>((resolve) => {
        if (signal.aborted) resolve(later("It took too long."));
        signal.addEventListener("abort", () => resolve(later("It took too long.")), { once: true });
      });
      const sending = service
        .send({
          to: { email: to },
          from,
          subject,
          text,
          html,
          customArgs: { delivery: id },
          headers: { "Auto-Submitted": "auto-generated" },
          // Links lead to the center itself, not through somebody who counts.
          trackingSettings: { clickTracking: { enable: false, enableText: false }, openTracking: { enable: false } },
        })
        .then(
          ([{ statusCode }]): Receipt => ({ result: "taken", detail: `SendGrid answered ${statusCode}.` }),
          (error: unknown) => receiptOf(error),
        );
      return Promise.race([sending, aborted]);
    },
    // A key cannot be tried without sending, unless it may read as well, which it should not need to.
    check: async () => ({ detail: `sendgrid, from ${from}` }),
    close: async () => undefined,
  };
}

interface SendgridError {
  code?: number | string;
  message: string;
  response?: { headers?: Record<string, string>; body?: { errors?: { message: string; field: string | null }[] } };
}

/** Keys are replaced and limits pass; what SendGrid finds wrong with the mail itself stays wrong. */
function receiptOf(error: unknown): Receipt {
  const { code, message, response } = error as SendgridError;
  if (typeof code !== "number")
    return { result: "later", detail: `SendGrid cannot be reached: ${code ?? message}.`, retryAfterMs: null };
  const errors = response?.body?.errors ?? [];
  const told = Array.isArray(errors) ? errors.map((one) => one.message).join(" ") : "";
  const detail = `SendGrid answered ${code}${told ? `: ${told}` : "."}`;
  if (code === 400 || code === 413) return { result: "refused", detail };
  return { result: "later", detail, retryAfterMs: code === 429 ? untilReset(response?.headers) : null };
}

/** `X-RateLimit-Reset` is the second since the epoch at which the limit ends. */
function untilReset(headers: Record<string, string> = {}): number | null {
  const reset = Number(headers["x-ratelimit-reset"]);
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1_000 - Date.now()) : null;
}
