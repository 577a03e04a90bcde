import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  AuditAction,
  type AuditEntry,
  type AuditFilters,
  AuditOutcome,
  AuditTargetKind,
  type AuditVerification,
  type Client,
} from "@aac/contract";
import { type Command, InvalidArgumentError, Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Serve } from "./serve.ts";
import type { Verb } from "./verb.ts";

export const audit =
  (serve: Serve): Verb =>
  (program, act) => {
    const group = program.command("audit").description("read, export and verify the audit log");

    filtered(group.command("list", { isDefault: true }).description("list what was done, newest first"))
      .option("--limit <n>", "at most so many", wholeNumber(1, 10_000), 20)
      .option("--json", "print one JSON document: an array of entries")
      .action(
        act(async (context, { limit, json, ...filters }: AuditFilters & { limit: number; json?: boolean }) => {
          const { client } = await context.connect();
          const items = await allPages(
            (paging) => client.call("listAudit", { query: { ...filters, ...paging } }),
            limit,
          );
          if (json) context.printJson(items);
          else if (items.length === 0) context.print("Nothing.");
          else context.host.stdout.write(formatTable(columns(context), items, context.paint));
          return 0;
        }),
      );

    filtered(group.command("export").description("write all that was done, oldest first"))
      .addOption(new Option("--format <format>", "how to write it").choices(["csv", "json"]).default("csv"))
      .option("--to-file <file>", "into this file, which must not be there; default: the standard output")
      .action(
        act(async (context, { toFile, ...query }: AuditFilters & { format: "csv" | "json"; toFile?: string }) => {
          const { client } = await context.connect();
          const { body } = await client.request("exportAudit", { query });
          const bytes = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
          if (toFile === undefined) {
            for await (const text of bytes.setEncoding("utf8")) context.host.stdout.write(String(text));
            return 0;
          }
          await pipeline(bytes, createWriteStream(toFile, { flags: "wx", mode: 0o600 })).catch((error: unknown) => {
            throw new InvalidArgumentError(`"${toFile}" cannot be written: ${(error as Error).message}.`);
          });
          context.note(`Written to ${toFile}.`);
          return 0;
        }),
      );

    group
      .command("head")
      .description("print the end of the log as <sequence>:<hash>, to be kept elsewhere")
      .option("--json", "print one JSON document, with its signature")
      .action(
        act(async (context, { json }: { json?: boolean }) => {
          const { client } = await context.connect();
          const head = await client.call("getAuditHead", {});
          if (json) context.printJson(head);
          else context.print(`${head.sequence}:${head.hash}`);
          return 0;
        }),
      );

    group
      .command("verify")
      .description(
        "check that no entry was changed, taken out or put in; tells the first that is not as it was written",
      )
      .option("--head <sequence:hash>", "a head that was kept: whether all up to it is still the same", parseHead)
      .option("--all", "of every organization, in the store itself: needs the center's settings and its key", false)
      .action(
        act(async (context, { head, all }: { head?: Kept; all: boolean }) => {
          if (all) return serve("verify-audit", context.data === undefined ? {} : { data: context.data });
          const { client } = await context.connect();
          return tell(context, await verify(client, head));
        }),
      );

    group
      .command("renew-key")
      .description("give logs whose key was lost with the master key another one, in the store itself")
      .action(act(({ data }) => serve("renew-audit-key", data === undefined ? {} : { data })));
  };

const filtered = (command: Command) =>
  command
    .option("--actor <id>", "by this person or key only")
    .addOption(new Option("--action <action>", "of this kind only").choices(AuditAction.options))
    .addOption(new Option("--target-kind <kind>", "done to this kind only").choices(AuditTargetKind.options))
    .option("--target <id>", "done to this only")
    .option("--project <project>", "in this project only")
    .addOption(new Option("--outcome <outcome>", "which ended so only").choices(AuditOutcome.options))
    .option("--from <instant>", "from this instant on, such as 2026-11-26T00:00:00Z")
    .option("--to <instant>", "before this instant")
    .option("--text <text>", "with this in a name, an action or an address");

interface Kept {
  sequence: number;
  hash: string;
}

function parseHead(text: string): Kept {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new InvalidArgumentError("A head is what `aac audit head` prints: a number, `:` and 64 hexadecimal digits.");
  }
  return { sequence: Number(sequence), hash };
}

/** All parts, until the first that is broken. `checked` counts them all. */
async function verify(client: Client, kept: Kept | undefined): Promise<AuditVerification> {
  let checked = 0;
  for (let after: number | undefined; ;) {
    const query = { ...kept, ...(after === undefined ? {} : { after }) };
    const part = await client.call("verifyAudit", { query });
    checked += part.checked;
    if (part.broken || part.next === null) return { ...part, checked };
    after = part.next;
  }
}

function tell(context: Context, { broken, checked, cutTo, unsealedTo, head }: AuditVerification): number {
  if (broken) {
    context.print(context.paint("red", `Broken at entry ${broken.sequence}. ${context.safe(broken.detail)}`));
    return 1;
  }
  const cut = cutTo > 0 ? ` Entries up to ${cutTo} were deleted by the retention.` : "";
  const unsealed = unsealedTo > 0 ? ` Up to ${unsealedTo} only by their hashes: their key was lost.` : "";
  context.print(`Whole: ${checked} entries.${cut}${unsealed} Head: ${head.sequence}:${head.hash}`);
  return 0;
}

function columns({ safe }: Context): Column<AuditEntry>[] {
  return [
    { title: "#", text: ({ sequence }) => String(sequence) },
    { title: "AT", text: ({ at }) => at },
    { title: "WHO", text: ({ actor }) => safe(actor.name) },
    { title: "DID", text: ({ action }) => action },
    { title: "TO", text: ({ target }) => safe(target.name ?? target.id ?? "-") },
    {
      title: "OUTCOME",
      text: ({ outcome, problem }) => (problem === null ? outcome : `${outcome}: ${problem}`),
      paint: ({ outcome }, padded, paint) => (outcome === "done" ? padded : paint("red", padded)),
    },
  ];
}
