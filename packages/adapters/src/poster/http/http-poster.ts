import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Poster, Receipt } from "@aac/core";
import { Webhook } from "standardwebhooks";
import {
  allowHosts,
  ForbiddenAddress,
  guardedLookup,
  type Resolve,
  resolveByHost,
  whyForbidden,
} from "../../fetch/guarded/index.ts";

export interface HttpPosterOptions {
  /** See `AllowedHosts`. */
  allowedHosts?: readonly string[];
  resolve?: Resolve;
}

const readBytes = 16 * 1024;
const shownCharacters = 300;

/** Answers that no other try will change. All others may: a receiver that is being deployed answers a lot of things. */
const finalStatuses = new Set([400, 405, 410, 411, 413, 414, 415, 422]);

/** Posts over HTTP; see the port for what it guards against. */
export function createHttpPoster({ allowedHosts = [], resolve = resolveByHost }: HttpPosterOptions = {}): Poster {
  const isAllowed = allowHosts(allowedHosts);
  const whyRefused = (url: URL) => (isAllowed(url) ? null : whyForbidden(url));
  // No connection is kept: it was made to an address that was looked at for one post.
  const agents = { "http:": new HttpAgent({ keepAlive: false }), "https:": new HttpsAgent({ keepAlive: false }) };

  return {
    whyRefused: (url) => (URL.canParse(url) ? whyRefused(new URL(url)) : "It is not an address."),
    async post({ id, url, body, at, secrets }, signal) {
      const target = new URL(url);
      const isSecure = target.protocol === "https:";
      const forbidden = whyRefused(target);
      if (forbidden) return { result: "refused", detail: forbidden };
      const request = (isSecure ? requestHttps : requestHttp)(target, {
        method: "POST",
        agent: agents[isSecure ? "https:" : "http:"],
        signal,
        maxHeaderSize: readBytes,
        ...(isAllowed(target) ? {} : { lookup: guardedLookup(resolve) }),
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "aac-notices",
          ...sign(id, at, body, secrets),
        },
      });
      try {
        return await exchange(request, body);
      } catch (error) {
        if (error instanceof ForbiddenAddress) return { result: "refused", detail: error.message };
        const detail = signal.aborted ? "It took too long." : `${target.host} cannot be reached: ${causeOf(error)}.`;
        return { result: "later", detail, retryAfterMs: null };
      }
    },
    async close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** As Standard Webhooks says, by each secret: a receiver that knows one of them is content. */
function sign(id: string, at: number, body: string, secrets: readonly string[]): Record<string, string> {
  if (secrets.length === 0) return {};
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}

async function exchange(request: ClientRequest, body: string): Promise<Receipt> {
  const response = await new Promise<IncomingMessage>((answer, fail) => {
    request.once("response", answer).once("error", fail).end(body);
  });
  const { statusCode: status = 0, headers } = response;
  const text = await readSome(response);
  request.destroy();
  const said = text.trim() === "" ? "." : `: ${text.trim()}`;
  const detail = `It answered ${status}${said}`;
  if (status >= 200 && status < 300) return { result: "taken", detail: `It answered ${status}.` };
  if (status >= 300 && status < 400)
    return { result: "refused", detail: `It answered ${status}; redirects are not followed.` };
  if (finalStatuses.has(status)) return { result: "refused", detail };
  return { result: "later", detail, retryAfterMs: retryAfterOf(headers["retry-after"]) };
}

/** The beginning of an answer; how long it goes on is of no interest. */
async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= readBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, readBytes).toString("utf8");
  return text.replace(/[\p{Cc}\s]+/gu, " ").slice(0, shownCharacters);
}

/** In seconds or as a date. */
function retryAfterOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
