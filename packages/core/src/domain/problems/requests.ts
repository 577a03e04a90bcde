import type { ProblemTable } from "./table.ts";

/** What is wrong with a request itself, or with us as it arrives. */
export const requests = {
  invalid_request: {
    status: 400,
    title: "The request is not valid",
    remedy: "Mend the fields named in `errors` and send it again.",
    retry: false,
  },
  malformed_json: {
    status: 400,
    title: "The body is not JSON",
    remedy: "Send well-formed JSON with `content-type: application/json`.",
    retry: false,
  },
  request_too_slow: {
    status: 408,
    title: "The request took too long to come",
    remedy: "Send it again, over a connection that is not held up.",
    retry: false,
  },
  invalid_cursor: {
    status: 400,
    title: "The cursor is not one of ours",
    remedy: "Use `nextCursor` of the page before as it is, or leave `cursor` out to start at the beginning.",
    retry: false,
  },
  cross_site_request: {
    status: 403,
    title: "The request came from another site",
    remedy: "Call the API with an API key; the browser session works only from the dashboard itself.",
    retry: false,
  },
  route_not_found: {
    status: 404,
    title: "There is no such route",
    remedy: "See the API reference at /api/docs.",
    retry: false,
  },
  range_not_satisfiable: {
    status: 416,
    title: "The range lies outside the artifact",
    remedy: "Ask for a range within the artifact's size.",
    retry: false,
  },
  idempotency_mismatch: {
    status: 422,
    title: "The idempotency key was used for another request",
    remedy: "Use a new key for a new request.",
    retry: false,
  },
  body_too_large: {
    status: 413,
    title: "The body is too large",
    remedy: "Send less at once; the limit stands in `detail`.",
    retry: false,
  },
  unsupported_media_type: {
    status: 415,
    title: "This content type is not understood",
    remedy: "Send JSON, or multipart/form-data where files are uploaded.",
    retry: false,
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    remedy: "Wait as long as `retry-after` says.",
    retry: false,
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    remedy: "Try again; if it stays, look for the request's id in the server's log.",
    retry: true,
  },
  unavailable: {
    status: 503,
    title: "The center cannot serve right now",
    remedy: "Try again in a moment; GET /health/ready tells what is missing.",
    retry: true,
  },
  dashboard_not_built: {
    status: 404,
    title: "The dashboard was not built in this checkout",
    remedy: "Stop the center and start it with `npm start`, which builds the dashboard.",
    retry: false,
  },
  worker_not_found: {
    status: 404,
    title: "There is no such worker for you",
    remedy: "List the workers with GET /api/v1/workers. Only who operates the center may drain them.",
    retry: false,
  },
} as const satisfies ProblemTable;
