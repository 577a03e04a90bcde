import { shorten, type Told } from "../describe-notice.ts";

/** Slack's three control characters: nothing that comes from a run may mention, link or format. */
const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const marks = { bad: "🔴", good: "🟢", neutral: "⚪" };

/** A message for an incoming webhook, in Block Kit. */
export function formatSlack({ title, summary, facts, failures, tone, link }: Told): unknown {
  const plain = (text: string, length: number) => ({ type: "plain_text", text: shorten(text, length), emoji: false });
  const listed = failures.map(
    ({ name, message }) => `✘ ${shorten(name, 200)}${message ? `\n${shorten(message, 300)}` : ""}`,
  );
  return {
    text: escape(shorten(title, 300)),
    blocks: [
      { type: "header", text: plain(`${marks[tone]} ${title}`, 150) },
      ...(summary ? [{ type: "section", text: plain(summary, 2_000) }] : []),
      ...(facts.length > 0
        ? [{ type: "section", fields: facts.slice(0, 10).map(([label, value]) => plain(`${label}\n${value}`, 2_000)) }]
        : []),
      ...(listed.length > 0 ? [{ type: "section", text: plain(listed.join("\n"), 3_000) }] : []),
      {
        type: "actions",
        elements: [{ type: "button", text: plain(link.text, 75), url: link.url }],
      },
    ],
  };
}
