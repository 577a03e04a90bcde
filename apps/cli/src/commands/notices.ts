import { ChannelKind, type Delivery, DeliveryState, type NewChannel, NoticeOutcome } from "@aac/contract";
import { InvalidArgumentError, Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { formatAge } from "../output/durations.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { several, wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface ChannelOptions {
  kind: ChannelKind;
  url?: string;
  to?: string[];
}

interface RuleOptions {
  channel: string[];
  project?: string;
  suite?: string[];
  branch?: string[];
  on?: NoticeOutcome[];
  onlyOnChange?: boolean;
  firstFailure?: boolean;
}

export const notices: Verb = (program, act) => {
  const group = program.command("notices").description("list what was told to whom; add channels and rules");

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
    .command("add-channel")
    .description("add a place where notices go")
    .argument("<channel>", "its name in addresses and rules, such as team")
    .addOption(new Option("--kind <kind>", "what it is").choices(ChannelKind.options).makeOptionMandatory())
    .option("--url <url>", "where to post (AAC_CHANNEL_URL, which no list of processes shows)")
    .option("--to <address>", "of an e-mail channel; may be given several times", several)
    .action(
      act(
        async (
          context,
          slug: string,
          { kind, to, url = context.host.surroundings.variables["AAC_CHANNEL_URL"] }: ChannelOptions,
        ) => {
          const body = toChannel(slug, kind, { url, to });
          const { client } = await context.connect();
          const { secret } = await client.call("createChannel", { body });
          context.print(`Channel ${slug} is there. Try it: aac notices test ${slug}`);
          if (secret !== null) context.print(`Its requests are signed with ${secret} (shown only now).`);
          return 0;
        },
      ),
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
    .command("test")
    .description("send a test to a channel")
    .argument("<channel>")
    .action(
      act(async (context, channel: string) => {
        const { client } = await context.connect();
        const { id } = await client.call("testChannel", { params: { channel } });
        context.print(`A test is on its way: aac notices list shows delivery ${id}.`);
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

function toChannel(
  slug: string,
  kind: ChannelKind,
  { url, to }: { url: string | undefined; to: string[] | undefined },
): NewChannel {
  if (kind === "email") {
    if (to) return { slug, kind, to };
    throw new Refusal("An e-mail channel needs an address.", "Name it with --to; several times for several.");
  }
  if (url) return { slug, kind, url };
  throw new Refusal(
    `A channel of kind '${kind}' needs an address to post to.`,
    "Name it with --url or AAC_CHANNEL_URL.",
  );
}

function parseOutcomes(text: string): NoticeOutcome[] {
  const parsed = NoticeOutcome.array().safeParse(text.split(","));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It is a list of ${NoticeOutcome.options.join(", ")}, separated by commas.`);
}

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
