import { resolveTxt } from "node:dns/promises";
import { type Center, keyDigestsOf, type PeopleParts, type ResolveTxt } from "@aac/core";
import type { Credentials } from "./credentials.ts";

/** Tells every producer of what people and keys may do no more. */
export const tellProducers = (
  center: Pick<Center, "store">,
  credentials: Pick<Credentials, "revoke" | "reread">,
): PeopleParts => ({
  async reread(orgId, userId) {
    const sessions = await center.store.system.sessions.find({ where: { userId } });
    for (const { digest } of sessions) await credentials.reread("session", digest);
    for (const digest of await keyDigestsOf(center, orgId, userId)) await credentials.reread("key", digest);
  },
  revokeKey: (digest) => credentials.revoke("key", digest),
});

const isNone = (error: unknown) => ["ENOTFOUND", "ENODATA"].includes((error as NodeJS.ErrnoException).code ?? "");

/** TXT records as the host's resolver finds them; long ones come in pieces. */
export const resolveTxtByHost: ResolveTxt = (name) =>
  resolveTxt(name).then(
    (records) => records.map((pieces) => pieces.join("")),
    (error: unknown) => {
      if (isNone(error)) return [];
      throw error;
    },
  );
