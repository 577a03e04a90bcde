import { resolveTxt } from "node:dns/promises";
import type { EndAccess, ResolveTxt } from "@aac/core";
import type { Credentials } from "./credentials.ts";
import type { Sessions } from "./identity/sessions.ts";

/** Ends access on every producer, as flows want it. */
export const endAccessBy = (
  { reread }: Pick<Sessions, "reread">,
  credentials: Pick<Credentials, "revoke">,
): EndAccess => ({ reread, revokeKey: (digest) => credentials.revoke("key", digest) });

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
