import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "@aac/core";

/** What a ticket lets its bearer read: the artifacts of one run. */
export interface Ticket {
  orgId: string;
  runId: string;
  /** Who it was given to: a person, or a key. */
  holder: { kind: "person" | "key"; id: string };
}

/**
 * Tickets stand in the address of a report, so that the report's own scripts, styles and data can be fetched by a page
 * that has neither our cookies nor our origin. They are signed, say all by themselves, and end.
 */
export interface ReportTickets {
  make(ticket: Ticket): string;
  /** Null: not one of ours. */
  read(text: string): (Ticket & { isOver: boolean }) | null;
}

/** Long enough to read a report, short enough for an address that somebody copied. */
const ticketMs = 3_600_000;

export function createReportTickets(options: { secret: string; clock: Pick<Clock, "now"> }): ReportTickets {
  const { secret, clock } = options;
  const sign = (claim: string) => createHmac("sha256", secret).update(`report ${claim}`).digest("base64url");
  return {
    make({ orgId, runId, holder }) {
      const claim = `${orgId}.${runId}.${holder.kind}.${holder.id}.${clock.now() + ticketMs}`;
      return `${claim}.${sign(claim)}`;
    },
    read(text) {
      const [, claim = "", orgId = "", runId = "", kind, id = "", endsAt, signature = ""] =
        /^(([\w-]+)\.([\w-]+)\.(person|key)\.([\w-]+)\.(\d+))\.([\w-]+)$/.exec(text) ?? [];
      const [given, expected] = [Buffer.from(signature), Buffer.from(sign(claim))];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const holder = { kind: kind as Ticket["holder"]["kind"], id };
      return { orgId, runId, holder, isOver: Number(endsAt) <= clock.now() };
    },
  };
}
