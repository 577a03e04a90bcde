import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request may read metrics: where there is a token, it is to be shown as `Authorization: Bearer …`. */
export function mayRead(authorization: string | undefined, token: string | null): boolean {
  if (token === null) return true;
  const [, shown = ""] = /^bearer (.+)$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqual(digest(shown), digest(token));
}

const digest = (text: string) => createHash("sha256").update(text).digest();
