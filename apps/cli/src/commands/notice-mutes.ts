import type { Client } from "@aac/contract";
import { duration } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

type Mute = (client: Client, id: string, body: { mutedUntil: string | null }) => Promise<unknown>;

const mutes: [verb: string, what: string, mute: Mute][] = [
  ["mute", "channel", (client, channel, body) => client.call("changeChannel", { params: { channel }, body })],
  ["mute-rule", "rule", (client, rule, body) => client.call("changeNoticeRule", { params: { rule }, body })],
  [
    "mute-subscription",
    "subscription",
    (client, subscription, body) => client.call("changeSubscription", { params: { subscription }, body }),
  ],
];

/** `aac notices mute …`: channels, rules and subscriptions keep still for a while. */
export const noticeMutes: Verb = (group, act) => {
  for (const [verb, what, mute] of mutes) {
    group
      .command(verb)
      .description(`tell nothing by a ${what} for a while`)
      .argument(`<${what}>`)
      .requiredOption("--for <duration>", "such as 30m or 8h; 0s ends it", duration)
      .action(
        act(async (context, named: string, { for: ms }: { for: number }) => {
          const { client } = await context.connect();
          const mutedUntil = ms === 0 ? null : new Date(context.host.now() + ms).toISOString();
          await mute(client, named, { mutedUntil });
          context.print(mutedUntil === null ? `${named} is not muted.` : `${named} is muted until ${mutedUntil}.`);
          return 0;
        }),
      );
  }
};
