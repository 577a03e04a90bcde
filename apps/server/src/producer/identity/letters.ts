import {
  type Center,
  invitationMail,
  type LetterRecord,
  type Mail,
  type Mailer,
  makeInvitationToken,
  type Receipt,
  resetMail,
  retryDelay,
  verificationMail,
} from "@aac/core";
import { resetMinutes, type Tokens } from "./tokens.ts";

/** What one try may take; and how long nobody else takes it up, should we die over it. */
const tryMs = 15_000;
const leaseMs = 60_000;
const atOnce = 8;

export interface Postman {
  /** Looks at once for what is due. */
  wake(): void;
  /** Stopping twice is fine. What is under way is tried again by another. */
  stop(): Promise<void>;
}

/**
 * Notes that somebody wants a mail, be the address known or not: so the answer takes the same time for both, and no slow
 * mail server delays it. Another one for the address that is still to be sent is enough.
 */
export async function askForLetter(
  center: Center,
  kind: LetterRecord["kind"],
  to: string,
  about: string = "",
): Promise<void> {
  const now = center.clock.now();
  await center.store.system.letters.insert({
    id: center.ids(),
    kind,
    to,
    about,
    nextAt: now,
    fence: 0,
    failures: 0,
    createdAt: now,
  });
}

/**
 * Sends the letters that are due. What a link is redeemed by is made with each try and stored nowhere but as a digest:
 * who reads the database cannot use it.
 */
export function startPostman(
  center: Center,
  parts: { tokens: Tokens; mailer: Mailer; publicUrl: string },
  { pollMs = 1_000 }: { pollMs?: number } = {},
): Postman {
  const stopping = new AbortController();
  let woken = Promise.withResolvers<void>();

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers<void>();
      await sendDue(center, parts, stopping.signal).catch((error: unknown) =>
        center.log.warn({ error }, "letters could not be sent; trying again"),
      );
      const over = new AbortController();
      await Promise.race([center.clock.sleep(pollMs, AbortSignal.any([stopping.signal, over.signal])), woken.promise]);
      over.abort();
    }
  })();

  return {
    wake: () => woken.resolve(),
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function sendDue(
  center: Center,
  parts: { tokens: Tokens; mailer: Mailer; publicUrl: string },
  leaving: AbortSignal,
): Promise<void> {
  for (;;) {
    const claimed = await claim(center);
    if (claimed.length === 0 || leaving.aborted) return;
    await Promise.all(claimed.map((letter) => send(center, parts, letter, leaving)));
  }
}

async function claim({ store, clock }: Center): Promise<LetterRecord[]> {
  const { letters } = store.system;
  const now = clock.now();
  const due = await letters.find({ where: { nextAt: { lte: now } }, orderBy: ["nextAt"], limit: atOnce });
  const claims = due.map(({ id, fence }) => letters.update(id, { fence }, { fence: fence + 1, nextAt: now + leaseMs }));
  return (await Promise.all(claims)).filter((letter) => letter !== null);
}

async function send(
  center: Center,
  { tokens, mailer, publicUrl }: { tokens: Tokens; mailer: Mailer; publicUrl: string },
  letter: LetterRecord,
  leaving: AbortSignal,
): Promise<void> {
  const { letters } = center.store.system;
  const { id, kind, to, fence } = letter;
  const mail = await write(center, letter, { tokens, publicUrl });
  // Alike for those that nobody has, but for the mail.
  const receipt = mail && (await attempt(center, mailer, { id, orgId: "", to, ...mail }, leaving));
  const failures = letter.failures + 1;
  const waitMs = receipt && receipt.result === "later" ? retryDelay(failures, receipt.retryAfterMs) : null;
  if (waitMs === null) await letters.delete(id);
  else await letters.update(id, { fence }, { failures, nextAt: center.clock.now() + waitMs });
  if (receipt) center.log.info({ letter: id, kind, result: receipt.result, detail: receipt.detail }, "letter tried");
}

async function attempt({ clock, log }: Center, mailer: Mailer, mail: Mail, leaving: AbortSignal): Promise<Receipt> {
  const over = new AbortController();
  const late = async (): Promise<Receipt> => {
    await clock.sleep(tryMs, AbortSignal.any([over.signal, leaving]));
    return { result: "later", detail: `No answer came within ${tryMs / 1_000} s.`, retryAfterMs: null };
  };
  const sending = mailer.send(mail, over.signal).catch((error: unknown): Receipt => {
    log.warn({ letter: mail.id, error }, "a letter failed on our side");
    return { result: "later", detail: "It failed on the center's side.", retryAfterMs: null };
  });
  try {
    return await Promise.race([sending, late()]);
  } finally {
    over.abort();
  }
}

/** What a link is redeemed by stands behind the `#`: browsers send that to no server, so no log of one has it. */
const linkTo = (publicUrl: string, page: string, token: string) =>
  `${publicUrl}/${page}#token=${encodeURIComponent(token)}`;
export const invitationLink = (publicUrl: string, token: string) => linkTo(publicUrl, "invitation", token);

/** Null: there is nothing to say any more. */
async function write(
  center: Center,
  { kind, to, about }: LetterRecord,
  { tokens, publicUrl }: { tokens: Tokens; publicUrl: string },
) {
  if (kind === "invitation") return writeInvitation(center, about, publicUrl);
  const token = await (kind === "reset" ? tokens.forReset(to) : tokens.forVerification(to));
  if (token === null) return null;
  return kind === "reset"
    ? resetMail({ url: linkTo(publicUrl, "sign-in/reset", token), minutes: resetMinutes })
    : verificationMail({ url: linkTo(publicUrl, "sign-in/verify", token) });
}

async function writeInvitation(center: Center, id: string, publicUrl: string) {
  const token = await makeInvitationToken(center, id);
  const invitation = token === null ? null : await center.store.system.invitations.get(id);
  const organization = invitation && (await center.store.system.organizations.get(invitation.orgId));
  if (!organization) return null;
  const { role, invitedBy } = invitation;
  return invitationMail({
    organization: organization.name,
    invitedBy: invitedBy.name,
    role,
    url: invitationLink(publicUrl, token!),
  });
}
