import { type Center, findRun, Problem } from "@aac/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ReportTickets } from "../report-tickets.ts";
import { callerOfHolder } from "../credentials.ts";
import { findArtifact, serveArtifact } from "./serve-artifact.ts";

/** Whether a browser wants to show this as a page of its own. */
export const isPage = ({ headers }: FastifyRequest, contentType: string) =>
  /^(text\/html|application\/xhtml\+xml)/.test(contentType) && headers.accept?.includes("text/html") === true;

/** Where a browser reads a page that a suite wrote: without cookies, with what lies around it. */
export const reportUrl = (ticket: string, place: string) => `/reports/${ticket}/${encodePlace(place)}`;

/** Serves reports by tickets. No part of the API: only pages that the API sends a browser to come here. */
export function serveReports(app: FastifyInstance, center: Center, tickets: ReportTickets): void {
  type Place = { Params: { ticket: string; "*": string } };
  app.get<Place>(
    "/reports/:ticket/*",
    { schema: { hide: true }, config: { reportsHost: "too" } },
    async (request, reply) => {
      // No file of a suite answers for others, also where pages have an origin.
      if (request.headers["service-worker"] !== undefined) throw new Problem("forbidden", "No service worker is here.");
      const place = request.params["*"];
      const ticket = tickets.read(request.params.ticket);
      if (!ticket) throw new Problem("unauthenticated", "The address of this report is not one that was given out.");
      // Who may still read the run gets a new one.
      if (ticket.isOver) return reply.redirect(`/api/v1/runs/${ticket.runId}/artifacts/${encodePlace(place)}`);
      const holder = await callerOfHolder(center.store, ticket, center.clock.now());
      // Who was removed, or sees other projects by now, reads on in none of its files.
      if (!holder) throw new Problem("unauthenticated", "Whom this address was given to has no access any more.");
      await findRun(center, holder, ticket.runId);
      allowItsOwnPage(reply);
      const artifact = await findArtifact(center, { id: ticket.runId, orgId: ticket.orgId }, place);
      return serveArtifact(center, artifact, { request, reply, download: false });
    },
  );
}

/** Its page has no origin, so to its own files it is a stranger. It must not tell its address to others. */
function allowItsOwnPage(reply: FastifyReply): void {
  reply
    .header("access-control-allow-origin", "*")
    .header("cross-origin-resource-policy", "cross-origin")
    // Windows that it opens are in its sandbox, where browsers show nothing that insists on an opener of its own.
    .header("cross-origin-opener-policy", "unsafe-none")
    .header("referrer-policy", "no-referrer")
    .header("cache-control", "private, max-age=300");
}

const encodePlace = (place: string) => place.split("/").map(encodeURIComponent).join("/");
