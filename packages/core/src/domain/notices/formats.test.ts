import { describe, expect, test } from "vitest";
import { noticeMail } from "../mails/mails.ts";
import { formats } from "./formats.ts";
import { sampleNotice } from "./sample-notice.fixture.ts";

const publicUrl = "https://aac.example/center";
type Posted = { text: string; blocks: { type: string; text?: { type: string }; fields?: { type: string }[] }[] };

describe("hostile words", () => {
  test("mention, link and format nothing in Slack", () => {
    const words = "<!channel> <https://evil.example|here> *bold* &amp;";
    const { text, blocks } = formats.slack(sampleNotice(words), publicUrl) as Posted;
    expect(text).not.toMatch(/[<>]/);
    // Whatever stands in plain text is shown as it is.
    const types = blocks.flatMap(({ text: one, fields = [] }) => [one, fields].flat().map((field) => field?.type));
    expect(new Set(types.filter(Boolean))).toEqual(new Set(["plain_text"]));
  });

  test("format and link nothing in Teams", () => {
    const json = JSON.stringify(formats.teams(sampleNotice("[here](https://evil.example) **bold**"), publicUrl));
    expect(json).not.toMatch(/[^\\]\]\(/);
    expect(json).not.toMatch(/[^\\*]\*\*bold/);
  });

  test("mention nobody in Discord", () => {
    const words = "@everyone <@123> [here](https://evil.example) **bold** ||hidden||";
    const posted = formats.discord(sampleNotice(words), publicUrl) as { allowed_mentions: object };
    expect(posted.allowed_mentions).toEqual({ parse: [] });
    const json = JSON.stringify(posted).replaceAll("\\\\", "\\");
    expect(json).not.toMatch(/[^\\]\[here/);
    expect(json).not.toContain(" **bold**");
  });

  test("are words in a mail, and add no header", () => {
    const words = `</p><script>alert(1)</script><img src=x onerror="x" 'y'>\r\nBcc: eve@example.org`;
    const { subject, html, text } = noticeMail(sampleNotice(words), publicUrl);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).toContain("<script>alert(1)</script>");
  });
});

test("what is very long is cut to what each receiver takes", () => {
  const notice = sampleNotice("🔴é".repeat(20_000));
  const slack = formats.slack(notice, publicUrl) as { blocks: { text?: { text: string } }[] };
  for (const { text } of slack.blocks) expect(text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
  expect(Buffer.byteLength(JSON.stringify(formats.teams(notice, publicUrl)))).toBeLessThan(28 * 1024);
  const { embeds } = formats.discord(notice, publicUrl) as {
    embeds: { title: string; description: string; fields: { name: string; value: string }[] }[];
  };
  const [{ title, description, fields } = { title: "", description: "", fields: [] }] = embeds;
  const whole =
    title.length + description.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  expect(whole).toBeLessThanOrEqual(6_000);
  expect(JSON.stringify(embeds)).not.toMatch(/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])/i);
});

test("links lead to where people reach the center, also below a path", () => {
  for (const format of Object.values(formats)) {
    expect(JSON.stringify(format(sampleNotice("words"), publicUrl))).toContain("https://aac.example/center/runs/01run");
  }
});
