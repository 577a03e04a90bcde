import type { Subscription } from "@aac/contract";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { type FilterOptions, filterColumns, toFilter, withFilter, withFilterChanges } from "./notice-filter.ts";
import type { Verb } from "./verb.ts";

/** `aac notices …`: what single people want to be told. */
export const noticeSubscriptions: Verb = (group, act) => {
  group
    .command("subscriptions")
    .description("list personal subscriptions")
    .option("--json", "print one JSON document: an array of subscriptions")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const items = await allPages((query) => client.call("listSubscriptions", { query }));
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No subscriptions.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  const add = group
    .command("subscribe")
    .description("tell one address by e-mail, without a rule")
    .argument("<address>");
  withFilter(add).action(
    act(async (context, address: string, filter: FilterOptions) => {
      const { client } = await context.connect();
      const { id } = await client.call("createSubscription", { body: { address, ...toFilter(filter) } });
      context.print(`Subscription ${id} is there; aac notices unsubscribe ${id} ends it.`);
      return 0;
    }),
  );

  const edit = group
    .command("edit-subscription")
    .description("change what a subscription is about; what is not named stays")
    .argument("<subscription>", "its id: aac notices subscriptions");
  withFilterChanges(edit).action(
    act(async (context, subscription: string, filter: FilterOptions) => {
      const body = toFilter(filter);
      if (Object.keys(body).length === 0)
        throw new Refusal("Nothing is to be changed.", "Name what, such as --branch or --on.");
      const { client } = await context.connect();
      const changed = await client.call("changeSubscription", { params: { subscription }, body });
      context.host.stdout.write(formatTable(columns(context), [changed], context.paint));
      return 0;
    }),
  );

  group
    .command("unsubscribe")
    .description("end a subscription")
    .argument("<subscription>", "its id")
    .action(
      act(async (context, subscription: string) => {
        const { client } = await context.connect();
        await client.call("deleteSubscription", { params: { subscription } });
        context.print(`Subscription ${subscription} has ended.`);
        return 0;
      }),
    );
};

const columns = (context: Context): Column<Subscription>[] => [
  { title: "ADDRESS", text: ({ address }) => context.safe(address) },
  ...filterColumns(context),
  { title: "ID", text: ({ id }) => id },
];
