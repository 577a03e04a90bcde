import { shorten, type Told } from "../describe-notice.ts";

/** Adaptive Cards read a little Markdown in every text. */
const escape = (text: string) => text.replace(/[\\`*_[\]()#~>-]/g, "\\$&");

const colors = { bad: "Attention", good: "Good", neutral: "Default" };

/** A message for a Teams workflow that posts to a channel when a webhook request is received. */
export function formatTeams({ title, summary, facts, failures, tone, link }: Told): unknown {
  const text = (content: string, more: object = {}) => ({
    type: "TextBlock",
    text: escape(content),
    wrap: true,
    ...more,
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            text(shorten(title, 300), { weight: "Bolder", size: "Medium", color: colors[tone] }),
            ...(summary ? [text(shorten(summary, 2_000))] : []),
            ...(facts.length > 0
              ? [
                  {
                    type: "FactSet",
                    facts: facts.map(([label, value]) => ({ title: label, value: escape(shorten(value, 300)) })),
                  },
                ]
              : []),
            ...failures.flatMap(({ name, message }) => [
              text(`✘ ${shorten(name, 200)}`, { weight: "Bolder", spacing: "Medium" }),
              ...(message ? [text(shorten(message, 300), { isSubtle: true, spacing: "None" })] : []),
            ]),
          ],
          actions: [{ type: "Action.OpenUrl", title: link.text, url: link.url }],
        },
      },
    ],
  };
}
