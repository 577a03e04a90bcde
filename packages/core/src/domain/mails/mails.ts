import type { Notice } from "@aac/contract";
import { describeNotice } from "../notices/describe-notice.ts";
import { layOutMail, type MailBody } from "./lay-out-mail.ts";

/** A notice as a mail. */
export function noticeMail(notice: Notice, publicUrl: string): MailBody {
  const { title, summary, facts, failures, tone, link } = describeNotice(notice, publicUrl);
  return layOutMail({
    subject: title,
    title,
    tone,
    paragraphs: summary ? [summary] : [],
    facts,
    failures,
    link,
    footer: "You get this because a rule or a subscription of notices names this address. Change it in the center.",
  });
}

interface Invitation {
  organization: string;
  invitedBy: string;
  role: string;
  url: string;
}
export const invitationMail = ({ organization, invitedBy, role, url }: Invitation): MailBody =>
  layOutMail({
    subject: `${invitedBy} invites you to ${organization}`,
    title: `Join ${organization}`,
    paragraphs: [`${invitedBy} invites you to ${organization} in the Agnostic Automation Center, as ${role}.`],
    link: { text: "Accept the invitation", url },
    footer: "If you do not know what this is about, leave it be: nothing happens.",
  });

export const verificationMail = ({ url }: { url: string }): MailBody =>
  layOutMail({
    subject: "Confirm your address",
    title: "Confirm your address",
    paragraphs: ["Somebody, probably you, has signed up with this address. Confirm that it is yours."],
    link: { text: "Confirm", url },
    footer: "If it was not you, leave it be: without a confirmation nothing happens.",
  });

export const resetMail = ({ url, minutes }: { url: string; minutes: number }): MailBody =>
  layOutMail({
    subject: "Set a new password",
    title: "Set a new password",
    paragraphs: [`Somebody, probably you, wants to set a new password. The link works once, for ${minutes} minutes.`],
    link: { text: "Set a new password", url },
    footer: "If it was not you, leave it be: your password stays as it is.",
  });

interface QuotaWarning extends NonNullable<Notice["quota"]> {
  url: string;
}
export const quotaWarningMail = ({ organization, what, percent, used, limit, atLimit, url }: QuotaWarning): MailBody =>
  layOutMail({
    subject: `${organization} has used ${percent} % of its ${what}`,
    title: percent < 100 ? `${organization} is close to a limit` : `${organization} has reached a limit`,
    tone: "bad",
    paragraphs: [`${used} of ${limit} are used: ${what}. ${atLimit}`],
    link: { text: "See what is used", url },
    footer: "You get this because you are an owner or admin of the organization.",
  });
