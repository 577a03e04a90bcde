import type { FastifyInstance } from "fastify";

type Policy = Readonly<Record<string, string>>;

const asHeader = (policy: Policy) =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`.trim())
    .join("; ");

/** Data, that no browser has to show as a page of ours. */
const dataPolicy: Policy = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Pages of ours: what they need comes from here, scripts as files only. */
const pagePolicy: Policy = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "object-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
};

/** @param api where the API is, when the dashboard's files are served from another host than it: an origin */
export const dashboardPolicyWith = (api = "") => {
  const andApi = (sources: string) => (api === "" ? sources : `${sources} ${api}`);
  return asHeader({
    ...pagePolicy,
    // A mail of the outbox is shown as it would be sent, in a frame that has this policy too.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": andApi(pagePolicy["img-src"]!),
    "connect-src": andApi("'self'"),
    "media-src": andApi("'self' blob:"),
    "manifest-src": "'self'",
    "frame-src": andApi("'self'"),
    "form-action": andApi("'self'"),
  });
};

export const dashboardPolicy = dashboardPolicyWith();

/** The reference's page has one script in itself, which is known by its digest, and makes its styles by script. */
export const referencePolicy = (scripts: readonly string[]) =>
  asHeader({
    ...pagePolicy,
    "script-src": ["'self'", ...scripts.map((digest) => `'sha256-${digest}'`)].join(" "),
    "style-src": "'self' 'unsafe-inline'",
  });

/**
 * A file that a suite wrote, opened: it may run its own scripts, as the HTML reports of test frameworks need, but
 * without an origin: nothing of ours is its own.
 */
export const sandboxPolicy = "sandbox allow-scripts allow-popups allow-modals allow-downloads";

/**
 * The viewer of traces, on a host of its own, and what it shows: it reads from that host and sends nothing anywhere. Its
 * snapshots are made by its service worker, and come with a policy of its own: none of their scripts runs.
 */
export const viewerPolicy = asHeader({
  ...pagePolicy,
  "style-src": "'self' 'unsafe-inline'",
  "font-src": "'self' data:",
  "media-src": "'self' data: blob:",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "frame-src": "'self' data: blob:",
  "form-action": "'none'",
});

/** Browsers show no PDF in a sandbox; their own viewers give it no origin. */
export const pdfPolicy = asHeader({ "frame-ancestors": "'self'" });

export interface HeaderOptions {
  /** People reach us by https. */
  isSecure: boolean;
  /** Origins besides our own whose pages may call the API. */
  corsOrigins?: readonly string[];
}

const year = 365 * 24 * 3600;
/** Nothing of ours asks for any of these. */
const features = ["camera", "geolocation", "microphone", "payment", "usb", "serial", "hid", "midi", "display-capture"];

/**
 * What browsers are told with every answer, whatever it is; whoever answers with something else than data says so by
 * one of the policies above. The only place for such headers, but for those of reports.
 */
export function answerHeaders({ isSecure, corsOrigins = [] }: HeaderOptions): Record<string, string> {
  return {
    "content-security-policy": asHeader(dataPolicy),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": features.map((feature) => `${feature}=()`).join(", "),
    "cross-origin-opener-policy": "same-origin",
    // Pages of listed origins show pictures of ours.
    "cross-origin-resource-policy": corsOrigins.length > 0 ? "same-site" : "same-origin",
    "origin-agent-cluster": "?1",
    ...(isSecure ? { "strict-transport-security": `max-age=${year}` } : {}),
  };
}

export function headAnswers(app: FastifyInstance, options: HeaderOptions): void {
  const headers = answerHeaders(options);
  app.addHook("onRequest", async (_, reply) => void reply.headers(headers));
}
