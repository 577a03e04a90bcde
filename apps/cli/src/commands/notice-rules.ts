import { NoticeOutcome, type NoticeRule } from "@aac/contract";
import { InvalidArgumentError } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { several } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface RuleOptions {
  channel: string[];
  project?: string;
  suite?: string[];
  branch?: string[];
  on?: NoticeOutcome[];
  onlyOnChange?: boolean;
  firstFailure?: boolean;
}

/** `aac notices …`: which runs are told to whom. */
export const noticeRules: Verb = (group, act) => {
  group
    .command("rules")
    .description("list rules")
    .option("--json", "print one JSON document: an array of rules")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const items = await allPages((query) => client.call("listNoticeRules", { query }));
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No rules.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  group
    .command("add-rule")
    .description("add a rule: which runs are told to which channels")
    .argument("<name>", "what people call it")
    .requiredOption("--channel <channel>", "tell this channel; may be given several times", several)
    .option("--project <project>", "of this project only")
    .option("--suite <suite>", "of this suite only; may be given several times", several)
    .option("--branch <pattern>", "of branches like this, such as 'release/*'; may be given several times", several)
    .option("--on <outcomes>", `separated by commas, of ${NoticeOutcome.options.join(", ")}`, parseOutcomes)
    .option("--only-on-change", "not again while it stays the same")
    .option("--first-failure", "also at the first failure, while the run still goes on")
    .action(
      act(async (context, name: string, { channel, suite, branch, on, project, ...wishes }: RuleOptions) => {
        const { client } = await context.connect();
        const filter = { suites: suite ?? [], branches: branch ?? [], ...(on ? { outcomes: on } : {}) };
        const body = { name, channels: channel, project: project ?? null, ...filter, ...wishes };
        const { id } = await client.call("createNoticeRule", { body });
        context.print(`Rule ${id} is there.`);
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

  group
    .command("subscribe")
    .description("tell one address by e-mail, without a rule")
    .argument("<address>")
    .option("--project <project>", "of this project only")
    .option("--only-on-change", "not again while it stays the same")
    .action(
      act(async (context, address: string, options: { project?: string; onlyOnChange?: boolean }) => {
        const { client } = await context.connect();
        const { id } = await client.call("createSubscription", { body: { address, ...options } });
        context.print(`Subscription ${id} is there; aac notices unsubscribe ${id} ends it.`);
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

function parseOutcomes(text: string): NoticeOutcome[] {
  const parsed = NoticeOutcome.array().safeParse(text.split(","));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It is a list of ${NoticeOutcome.options.join(", ")}, separated by commas.`);
}

function columns({ safe }: Context): Column<NoticeRule>[] {
  return [
    { title: "RULE", text: ({ name }) => safe(name) },
    {
      title: "OF",
      text: ({ project, suites }) => safe(suites.length > 0 ? suites.join(", ") : (project ?? "everything")),
    },
    { title: "BRANCHES", text: ({ branches }) => safe(branches.join(", ") || "-") },
    {
      title: "ON",
      text: ({ outcomes, onlyOnChange }) => `${outcomes.join(", ")}${onlyOnChange ? " (only on change)" : ""}`,
    },
    { title: "TO", text: ({ channels }) => channels.join(", ") },
    { title: "ID", text: ({ id }) => id },
  ];
}
