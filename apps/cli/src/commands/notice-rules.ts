import type { NoticeRule } from "@aac/contract";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { type FilterOptions, filterColumns, toFilter, withFilter, withFilterChanges } from "./notice-filter.ts";
import { several } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface RuleOptions {
  name?: string;
  channel?: string[];
}

/** `aac notices …`: which runs are told to whom. */
export const noticeRules: Verb = (group, act) => {
  group
    .command("rules")
    .description("list rules, or show one")
    .argument("[rule]", "its id")
    .option("--json", "print one JSON document: an array of rules")
    .action(
      act(async (context, rule: string | undefined, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const items = rule
          ? [await client.call("getNoticeRule", { params: { rule } })]
          : await allPages((query) => client.call("listNoticeRules", { query }));
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No rules.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  const add = group
    .command("add-rule")
    .description("add a rule: which runs are told to which channels")
    .argument("<name>", "what people call it")
    .requiredOption("--channel <channel>", "tell this channel; may be given several times", several);
  withFilter(add).action(
    act(async (context, name: string, { channel, ...filter }: FilterOptions & { channel: string[] }) => {
      const { client } = await context.connect();
      const { id } = await client.call("createNoticeRule", { body: { name, channels: channel, ...toFilter(filter) } });
      context.print(`Rule ${id} is there.`);
      return 0;
    }),
  );

  const edit = group
    .command("edit-rule")
    .description("change a rule; what is not named stays")
    .argument("<rule>", "its id: aac notices rules")
    .option("--name <name>", "what people call it")
    .option("--channel <channel>", "tell this channel, in place of those before; may be given several times", several);
  withFilterChanges(edit).action(
    act(async (context, rule: string, { name, channel, ...filter }: FilterOptions & RuleOptions) => {
      const body = {
        ...toFilter(filter),
        ...(name ? { name } : {}),
        ...(channel ? { channels: channel } : {}),
      };
      if (Object.keys(body).length === 0)
        throw new Refusal("Nothing is to be changed.", "Name what, such as --branch or --channel.");
      const { client } = await context.connect();
      const changed = await client.call("changeNoticeRule", { params: { rule }, body });
      context.host.stdout.write(formatTable(columns(context), [changed], context.paint));
      return 0;
    }),
  );

  group
    .command("remove-rule")
    .description("remove a rule")
    .argument("<rule>", "its id")
    .action(
      act(async (context, rule: string) => {
        const { client } = await context.connect();
        await client.call("deleteNoticeRule", { params: { rule } });
        context.print(`Rule ${rule} is removed.`);
        return 0;
      }),
    );
};

const columns = (context: Context): Column<NoticeRule>[] => [
  { title: "RULE", text: ({ name }) => context.safe(name) },
  ...filterColumns(context),
  { title: "TO", text: ({ channels }) => channels.join(", ") },
  { title: "ID", text: ({ id }) => id },
];
