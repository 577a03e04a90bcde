import type { Mailer } from "../ports/mailer.ts";
import type { Poster } from "../ports/poster.ts";

/** What notices are delivered with. */
export interface Couriers {
  mailer: Mailer;
  poster: Poster;
  /** Where people reach the dashboard: what links in notices begin with. */
  publicUrl: string;
}
