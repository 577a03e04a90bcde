import { type Delivery, DeliveryState } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { formatAge } from "../output/durations.ts";
import { type Column, formatTable } from "../output/table.ts";
import { noticeChannels } from "./notice-channels.ts";
import { noticeMutes } from "./notice-mutes.ts";
import { noticeRules } from "./notice-rules.ts";
import { noticeSubscriptions } from "./notice-subscriptions.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

export const notices: Verb = (program, act) => {
  const group = program.command("notices").description("list what was told to whom; channels, rules, subscriptions");
  noticeChannels(group, act);
  noticeRules(group, act);
  noticeSubscriptions(group, act);
  noticeMutes(group, act);

  group
    .command("list", { isDefault: true })
    .description("list deliveries, newest first")
    .addOption(new Option("--state <state>", "in this state only").choices(DeliveryState.options))
    .option("--run <run>", "of this run only")
    .option("--limit <n>", "at most so many", wholeNumber(1, 10_000), 20)
    .option("--json", "print one JSON document: an array of deliveries")
    .action(
      act(
        async (
          context,
          { limit, json, ...query }: { state?: DeliveryState; run?: string; limit: number; json?: boolean },
        ) => {
          const { client } = await context.connect();
          const items = await allPages(
            (paging) => client.call("listDeliveries", { query: { ...query, ...paging } }),
            limit,
          );
          if (json) context.printJson(items);
          else if (items.length === 0) context.print("Nothing was told yet.");
          else context.host.stdout.write(formatTable(columns(context), items, context.paint));
          return 0;
        },
      ),
    );

  group
    .command("show")
    .description("show a delivery with every try")
    .argument("<delivery>", "its id: aac notices list")
    .option("--json", "print one JSON document")
    .action(
      act(async (context, id: string, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const delivery = await client.call("getDelivery", { params: { delivery: id } });
        if (json) context.printJson(delivery);
        else for (const line of describe(delivery)) context.print(context.safe(line));
        return 0;
      }),
    );

  group
    .command("redeliver")
    .description("deliver again what was delivered or given up")
    .argument("<delivery>", "its id")
    .action(
      act(async (context, delivery: string) => {
        const { client } = await context.connect();
        const { kind, to } = await client.call("redeliver", { params: { delivery } });
        context.print(context.safe(`It is on its way again, by ${kind} to ${to}.`));
        return 0;
      }),
    );

  group
    .command("outbox")
    .description("list mails that lie in the outbox because no mail server is set, or read one")
    .argument("[mail]", "its id")
    .action(
      act(async (context, mail: string | undefined) => {
        const { client } = await context.connect();
        if (mail !== undefined) {
          const { to, subject, text } = await client.call("getOutboxMail", { params: { mail } });
          context.print(context.safe(`To: ${to}`));
          context.print(context.safe(`Subject: ${subject}\n`));
          for (const line of text.split("\n")) context.print(context.safe(line));
          return 0;
        }
        const { items } = await client.call("listOutbox");
        if (items.length === 0) context.print("The outbox is empty.");
        for (const { id, to, subject } of items) context.print(context.safe(`${id}  ${to}  ${subject}`));
        return 0;
      }),
    );
};

const describe = ({ title, kind, channel, to, state, run, tries, nextTryAt }: Delivery) => [
  `What   ${title}${run ? ` (run ${run})` : ""}`,
  `To     ${channel ? `${channel}, ` : ""}${kind} ${to}`,
  `State  ${state}${nextTryAt ? `, tried next at ${nextTryAt}` : ""}`,
  ...tries.map(({ at, durationMs, result, detail }) => `Try    ${at}  ${result}  ${durationMs} ms  ${detail}`),
];

function columns({ host, safe }: Context): Column<Delivery>[] {
  const now = host.now();
  return [
    { title: "STATE", text: ({ state }) => state },
    { title: "WHAT", text: ({ title }) => safe(title) },
    { title: "TO", text: ({ kind, channel, to }) => safe(`${kind} ${channel ?? to}`) },
    { title: "TRIES", text: ({ tries }) => String(tries.length) },
    { title: "MADE", text: ({ createdAt }) => formatAge(now - Date.parse(createdAt)) },
    { title: "ID", text: ({ id }) => id },
  ];
}
