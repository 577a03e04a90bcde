/**
 * What became of one try to tell somebody something. `taken`: the other side has it. `later`: another try may help,
 * after `retryAfterMs` where the other side has said so. `refused`: none will. `detail` is a sentence for people and
 * holds no secret.
 */
export type Receipt =
  | { result: "taken"; detail: string }
  | { result: "later"; detail: string; retryAfterMs: number | null }
  | { result: "refused"; detail: string };
