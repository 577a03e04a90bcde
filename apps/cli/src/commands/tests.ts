import { type Test, TestStatus } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { formatAge, formatDuration } from "../output/durations.ts";
import { looks } from "../output/paint.ts";
import { type Column, formatTable } from "../output/table.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface Options {
  search?: string;
  status?: TestStatus;
  sort: (typeof orders)[number];
  limit: number;
  json?: boolean;
}

const orders = ["name", "slowest", "failing", "newest"] as const;
/** As many as the center answers at once. */
const pageSize = 100;

export const tests: Verb = (program, act) =>
  program
    .command("tests")
    .description("list the tests of a project, and how they have been going")
    .argument("<project>", "the project")
    .option("--search <words>", "with all of these words in name, groups, file or suite")
    .addOption(new Option("--status <status>", "that came to this last").choices(TestStatus.options))
    .addOption(new Option("--sort <order>", "in this order").choices(orders).default("name"))
    .option("--limit <n>", "at most so many", wholeNumber(1, 100_000), 20)
    .option("--json", "print one JSON document: an array of tests")
    .action(
      act(async (context, project: string, { limit, json, ...filters }: Options) => {
        const { client } = await context.connect();
        const items = await allPages(
          ({ limit: wanted, ...paging }) =>
            client.call("listTests", {
              params: { project },
              query: { ...filters, ...paging, limit: Math.min(wanted, pageSize) },
            }),
          limit,
        );
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No tests.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

function columns({ host, safe }: Context): Column<Test>[] {
  const now = host.now();
  const look = ({ status }: Test) => (status === "skipped" ? null : looks[status]);
  return [
    {
      title: "LAST",
      text: (test) => (look(test) ? `${look(test)!.mark} ${look(test)!.word}` : "- skipped"),
      paint: (test, padded, paint) => (look(test) ? paint(look(test)!.format, padded) : padded),
    },
    { title: "FAILED", text: ({ failed, counted }) => (failed === 0 ? "-" : `${failed} of ${counted}`) },
    { title: "TAKES", text: ({ durationMs }) => (durationMs === null ? "-" : formatDuration(durationMs)) },
    { title: "SEEN", text: ({ lastSeenAt }) => formatAge(now - Date.parse(lastSeenAt)) },
    { title: "TEST", text: ({ suitePath, name }) => safe([...suitePath, name].join(" › ")) },
    { title: "FILE", text: ({ file }) => safe(file ?? "-") },
  ];
}
