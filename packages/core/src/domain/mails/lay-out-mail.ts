import type { Told } from "../notices/describe-notice.ts";

/** What a mail says, for `layOutMail` to bring into both forms. */
export interface MailContent {
  subject: string;
  title: string;
  tone?: Told["tone"];
  paragraphs: string[];
  facts?: Told["facts"];
  failures?: Told["failures"];
  link: Told["link"];
  /** Why one gets this mail, and what to do if one should not. */
  footer: string;
}

export interface MailBody {
  subject: string;
  text: string;
  html: string;
}

/** A mail as HTML, readable on a phone and in the dark, and as text that says the same. */
export function layOutMail(content: MailContent): MailBody {
  return { subject: oneLine(content.subject), text: toText(content), html: toHtml(content) };
}

/** A subject with a line break in it could become a header of its own. */
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, 200);

function toText({ title, paragraphs, facts = [], failures = [], link, footer }: MailContent): string {
  const blocks = [
    title,
    ...paragraphs,
    facts.map(([label, value]) => `${label}: ${value}`).join("\n"),
    failures.map(({ name, message }) => `✘ ${name}${message ? `\n${message.replace(/^/gm, "    ")}` : ""}`).join("\n"),
    `${link.text}: ${link.url}`,
    `-- \n${footer}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

const colors = { bad: "#d1242f", good: "#1a7f37", neutral: "#57606a" };

/** Colours stand in the elements for clients that read no style sheet; the sheet turns them for the dark. */
const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #0d1117 !important; }
  .card { background: #161b22 !important; border-left-color: #30363d !important; border-right-color: #30363d !important; border-bottom-color: #30363d !important; }
  .text, .text td, .text p, .text h1 { color: #e6edf3 !important; }
  .dim, .text td.dim { color: #9da7b3 !important; }
  .code { background: #0d1117 !important; color: #e6edf3 !important; }
}
@media (max-width: 600px) { .card { border-radius: 0 !important; padding: 20px 16px !important; } }
`;

function toHtml(content: MailContent): string {
  const { title, tone = "neutral", paragraphs, facts = [], failures = [], link, footer } = content;
  const font = "font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
  const rows = facts.map(
    ([label, value]) =>
      `<tr><td class="dim" style="padding: 2px 16px 2px 0; color: #57606a; vertical-align: top; white-space: nowrap">${escapeHtml(label)}</td><td style="padding: 2px 0; word-break: break-word">${escapeHtml(value)}</td></tr>`,
  );
  const failed = failures.map(
    ({ name, message }) =>
      `<p style="margin: 16px 0 4px; font-weight: 600; word-break: break-word">✘ ${escapeHtml(name)}</p>${message ? `<pre class="code" style="margin: 0; padding: 8px 12px; background: #f6f8fa; border-radius: 6px; font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; word-break: break-word">${escapeHtml(message)}</pre>` : ""}`,
  );
  const table =
    rows.length > 0
      ? `<table role="presentation" cellpadding="0" cellspacing="0" style="font-size: 14px; line-height: 1.5">${rows.join("")}</table>`
      : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>${sheet}</style>
</head>
<body class="page" style="margin: 0; padding: 0; background: #f6f8fa">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding: 24px 0">
<div class="card text" style="max-width: 600px; box-sizing: border-box; padding: 24px 32px; background: #ffffff; border: 1px solid #d0d7de; border-top: 4px solid ${colors[tone]}; border-radius: 8px; text-align: left; color: #1f2328; ${font}; font-size: 16px; line-height: 1.5">
<h1 style="margin: 0 0 12px; font-size: 20px; line-height: 1.3; word-break: break-word">${escapeHtml(title)}</h1>
${paragraphs.map((text) => `<p style="margin: 0 0 12px; word-break: break-word">${escapeHtml(text)}</p>`).join("\n")}
${table}
${failed.join("\n")}
<p style="margin: 24px 0 0"><a href="${escapeHtml(link.url)}" style="display: inline-block; padding: 12px 20px; background: #0969da; border-radius: 6px; color: #ffffff; font-weight: 600; text-decoration: none">${escapeHtml(link.text)}</a></p>
</div>
<p class="dim" style="max-width: 600px; margin: 16px auto 0; padding: 0 16px; color: #57606a; ${font}; font-size: 12px; line-height: 1.5">${escapeHtml(footer)}</p>
</td></tr></table>
</body>
</html>
`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);
