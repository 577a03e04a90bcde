import { type Channel, ChannelKind, type NewChannel } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { several } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface ChannelOptions {
  kind: ChannelKind;
  postTo?: string;
  to?: string[];
  person?: string[];
}

/** `aac notices …`: the places where notices go. */
export const noticeChannels: Verb = (group, act) => {
  group
    .command("channels")
    .description("list channels, or show one")
    .argument("[channel]", "its name")
    .option("--json", "print one JSON document: an array of channels")
    .action(
      act(async (context, channel: string | undefined, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const items = channel
          ? [await client.call("getChannel", { params: { channel } })]
          : await allPages((query) => client.call("listChannels", { query }));
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No channels.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  group
    .command("add-channel")
    .description("add a place where notices go")
    .argument("<channel>", "its name in addresses and rules, such as team")
    .addOption(new Option("--kind <kind>", "what it is").choices(ChannelKind.options).makeOptionMandatory())
    .option("--post-to <url>", "its address (AAC_CHANNEL_URL, which no list of processes shows)")
    .option("--to <address>", "of an e-mail channel; may be given several times", several)
    .option("--person <person>", "a member, by address or id, of an e-mail channel; several times for several", several)
    .action(
      act(
        async (
          context,
          slug: string,
          {
            kind,
            to,
            person: people,
            postTo: url = context.host.surroundings.variables["AAC_CHANNEL_URL"],
          }: ChannelOptions,
        ) => {
          const body = toChannel(slug, kind, { url, to, people });
          const { client } = await context.connect();
          const { secret } = await client.call("createChannel", { body });
          context.print(`Channel ${slug} is there. Try it: aac notices test ${slug}`);
          if (secret !== null) context.print(`Its requests are signed with ${secret} (shown only now).`);
          return 0;
        },
      ),
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
    .command("edit-channel")
    .description("change where a channel posts to, whom it writes to, or its name")
    .argument("<channel>")
    .option("--name <name>", "what people call it")
    .option("--post-to <url>", "its address (AAC_CHANNEL_URL, which no list of processes shows)")
    .option("--to <address>", "of an e-mail channel, in place of those before; may be given several times", several)
    .option(
      "--person <person>",
      "a member, by address or id, in place of those before; several times for several",
      several,
    )
    .action(
      act(
        async (
          context,
          channel: string,
          {
            name,
            to,
            person: people,
            postTo: url = context.host.surroundings.variables["AAC_CHANNEL_URL"],
          }: { name?: string; to?: string[]; person?: string[]; postTo?: string },
        ) => {
          const receivers = { ...(to ? { to } : {}), ...(people ? { people } : {}) };
          const body = { ...(name ? { name } : {}), ...receivers, ...(url ? { url } : {}) };
          if (Object.keys(body).length === 0)
            throw new Refusal("Nothing is to be changed.", "Name what, such as --post-to.");
          const { client } = await context.connect();
          await client.call("changeChannel", { params: { channel }, body });
          context.print(`Channel ${channel} is changed. Try it: aac notices test ${channel}`);
          return 0;
        },
      ),
    );

  group
    .command("rotate-secret")
    .description("sign a webhook's requests with a new secret, and for a day with the one before as well")
    .argument("<channel>")
    .action(
      act(async (context, channel: string) => {
        const { client } = await context.connect();
        const { secret } = await client.call("rotateChannelSecret", { params: { channel } });
        context.print(`Its requests are signed with ${secret} (shown only now); for a day also with the one before.`);
        return 0;
      }),
    );

  group
    .command("remove-channel")
    .description("remove a channel")
    .argument("<channel>")
    .action(
      act(async (context, channel: string) => {
        const { client } = await context.connect();
        await client.call("deleteChannel", { params: { channel } });
        context.print(`${channel} is removed.`);
        return 0;
      }),
    );
};

function toChannel(
  slug: string,
  kind: ChannelKind,
  { url, to, people }: { url: string | undefined; to: string[] | undefined; people: string[] | undefined },
): NewChannel {
  if (kind === "email") {
    if (to || people) return { slug, kind, to, people };
    throw new Refusal("An e-mail channel needs an address or a member.", "Name it with --to, or --person.");
  }
  if (url) return { slug, kind, url };
  throw new Refusal(
    `A channel of kind '${kind}' needs an address to post to.`,
    "Name it with --post-to or AAC_CHANNEL_URL.",
  );
}

function columns({ safe }: Context): Column<Channel>[] {
  return [
    { title: "CHANNEL", text: ({ slug }) => slug },
    { title: "KIND", text: ({ kind }) => kind },
    {
      title: "TO",
      text: ({ host, to, people }) => safe(host ?? [...to, ...people.map(({ email }) => email)].join(", ")),
    },
    { title: "MUTED UNTIL", text: ({ mutedUntil }) => mutedUntil ?? "-" },
  ];
}
