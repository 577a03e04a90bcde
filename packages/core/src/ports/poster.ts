import type { Receipt } from "./receipt.ts";

export interface Post {
  /** The same in every try. */
  id: string;
  url: string;
  /** JSON. */
  body: string;
  /** When it is sent; part of what is signed. */
  at: number;
  /** The secrets that are valid now: it is signed with each, as Standard Webhooks says. None: it is not signed. */
  secrets: readonly string[];
}

/**
 * Posts JSON to addresses that users have given, and so guards the network that the center stands in: an address that
 * is not public is refused unless the deployment allows its host, whatever its name resolves to at that moment;
 * redirects are not followed; answers are read to a small limit. `post` may be called concurrently; it never throws for
 * what the other side does, but answers it. When `signal` aborts it gives up and answers `later`.
 */
export interface Poster {
  /**
   * Why nothing will ever be posted to an address, in a sentence; null where nothing is known against it before it is
   * tried, as of every name of a host.
   */
  whyRefused(url: string): string | null;
  post(post: Post, signal: AbortSignal): Promise<Receipt>;
  /** Closing twice is fine. */
  close(): Promise<void>;
}
