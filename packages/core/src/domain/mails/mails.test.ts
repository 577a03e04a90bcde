import { describe, expect, test } from "vitest";
import { sampleNotice } from "../notices/sample-notice.fixture.ts";
import { invitationMail, noticeMail, quotaWarningMail, resetMail, verificationMail } from "./mails.ts";

const url = "https://aac.example/x?token=abc&to=1";
const mails = {
  "a notice": noticeMail(sampleNotice("words"), "https://aac.example"),
  "an invitation": invitationMail({ organization: "Acme", invitedBy: "Ada", role: "developer", url }),
  "a verification": verificationMail({ url }),
  "a reset": resetMail({ url, minutes: 30 }),
  "a quota warning": quotaWarningMail({
    organization: "Acme",
    what: "runs this month",
    percent: 80,
    used: "80",
    limit: "100",
    atLimit: "At the limit new runs are refused.",
    url,
  }),
};

describe.each(Object.entries(mails))("%s", (_, { subject, text, html }) => {
  test("says the same in both forms: its title, and where to go", () => {
    const [title = ""] = text.split("\n");
    expect(html).toContain(`>${title}</h1>`);
    const [link = ""] = /https:\/\/\S+/.exec(text) ?? [];
    expect(html).toContain(`href="${link.replaceAll("&", "&amp;")}"`);
    expect(subject).toMatch(/^\S.*\S$/);
  });

  test("is for phones and for the dark, and loads nothing from anywhere", () => {
    expect(html).toContain('name="viewport" content="width=device-width');
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html).toContain("max-width: 600px");
    expect(html).not.toMatch(/<img|<link|<script|@import|url\(/);
  });

  test("is complete", () => {
    expect(html).not.toMatch(/undefined|null|\[object/);
    expect(text).not.toMatch(/undefined|null|\[object/);
    expect(html.match(/<table/g)).toHaveLength(html.match(/<\/table>/g)!.length);
  });
});
