import { shorten, type Told } from "../describe-notice.ts";

const escape = (text: string) => text.replace(/[\\`*_~|>#[\]()<-]/g, "\\$&");

const colors = { bad: 0xd1242f, good: 0x1a7f37, neutral: 0x6e7781 };

/** A message for a Discord webhook. What a run says can mention nobody. */
export function formatDiscord({ title, summary, facts, failures, tone, link }: Told): unknown {
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: shorten(escape(title), 256),
        url: link.url,
        color: colors[tone],
        description: shorten(escape(summary), 1_500),
        fields: [
          ...facts.map(([name, value]) => ({ name, value: shorten(escape(value), 300), inline: true })),
          ...failures.map(({ name, message }) => ({
            name: shorten(escape(`✘ ${name}`), 200),
            value: shorten(escape(message ?? "No message."), 300),
          })),
        ],
      },
    ],
  };
}
