import type { Queue, Worker } from "@aac/contract";
import type { Connection } from "../connection/connect.ts";
import type { Context } from "../context.ts";
import { formatDuration } from "../output/durations.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import type { Verb } from "./verb.ts";

const lookEveryMs = 2_000;

export const workers: Verb = (program, act) => {
  const group = program.command("workers").description("list workers and what waits for them; drain one");

  group
    .command("list", { isDefault: true })
    .description("list the workers that are alive: all of them for who operates the center, else those that run yours")
    .option("--json", "print one JSON document: an array of workers")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const { items, isOperator } = await client.call("listWorkers");
        if (json) context.printJson(items);
        else if (items.length > 0) context.host.stdout.write(formatTable(columns(context), items, context.paint));
        else context.print(isOperator ? "No worker is alive." : "No worker runs anything of yours now.");
        return 0;
      }),
    );

  group
    .command("queue")
    .description("show what waits for workers, and why")
    .option("--json", "print one JSON document")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const queue = await client.call("getQueue");
        if (json) context.printJson(queue);
        else printQueue(context, queue);
        return 0;
      }),
    );

  const worker = ["<worker>", "its id, or its host's name where one worker runs there"] as const;
  group
    .command("drain")
    .description("let a worker claim no more; what it runs goes on")
    .argument(...worker)
    .option("--wait", "until it runs nothing any more", false)
    .action(
      act(async (context, named: string, { wait }: { wait: boolean }) => {
        const { client } = await context.connect();
        const id = await findWorker(client, named);
        let now = await client.call("changeWorker", { params: { worker: id }, body: { draining: true } });
        while (wait && now.state === "draining") {
          await context.host.pause(lookEveryMs);
          const found = (await client.call("listWorkers")).items.find((one) => one.id === id);
          if (!found) break;
          now = found;
        }
        const left = now.used ?? 0;
        context.print(left > 0 ? `${id} claims no more; ${left} of its jobs go on.` : `${id} is drained.`);
        return 0;
      }),
    );

  group
    .command("undrain")
    .description("let a worker claim jobs again")
    .argument(...worker)
    .action(
      act(async (context, named: string) => {
        const { client } = await context.connect();
        const id = await findWorker(client, named);
        await client.call("changeWorker", { params: { worker: id }, body: { draining: false } });
        context.print(`${id} claims jobs again.`);
        return 0;
      }),
    );
};

async function findWorker(client: Connection["client"], named: string): Promise<string> {
  const { items } = await client.call("listWorkers");
  const found = items.filter(({ id, host }) => id === named || host === named);
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(", ");
    throw new Refusal(`Several workers run on ${named}.`, `Name one of them by its id: ${ids}.`);
  }
  // What is not listed may be there all the same: the center says why it may not be changed.
  return found[0]?.id ?? named;
}

function printQueue(context: Context, { waiting, running, limit, jobs, organizations }: Queue): void {
  context.print(`${waiting} waiting, ${running} running${limit === null ? "" : ` of at most ${limit}`}`);
  if (jobs.length > 0) context.host.stdout.write(formatTable(queueColumns(context), jobs, context.paint));
  if (!organizations || organizations.length === 0) return;
  context.print("");
  context.host.stdout.write(formatTable(organizationColumns, organizations, context.paint));
}

function columns({ host }: Context): Column<Worker>[] {
  return [
    { title: "STATE", text: ({ state }) => state },
    { title: "WORKER", text: ({ id }) => id },
    { title: "VERSION", text: ({ version }) => version ?? "-" },
    { title: "SLOTS", text: ({ used, slots, jobs }) => `${used ?? jobs.length}/${slots ?? "?"}` },
    { title: "LABELS", text: ({ labels }) => labels.join(",") || "-" },
    { title: "UP", text: ({ startedAt }) => formatDuration(host.now() - Date.parse(startedAt)) },
    {
      title: "RUNS",
      text: ({ jobs, others }) =>
        [
          ...jobs.map(({ project, suite, number }) => `${project}/${suite} #${number}`),
          ...(others ?? []).map((one) => `${one.jobs} of ${one.organization.slug}`),
        ].join(", ") || "-",
    },
  ];
}

function queueColumns({ safe, host }: Context): Column<Queue["jobs"][number]>[] {
  return [
    { title: "PLACE", text: ({ place }) => String(place) },
    {
      title: "JOB",
      text: ({ project, suite, number, shard, shards }) =>
        `${project}/${suite} #${number}${shards > 1 ? ` ${shard}/${shards}` : ""}`,
    },
    { title: "WAITS", text: ({ queuedAt }) => formatDuration(host.now() - Date.parse(queuedAt)) },
    { title: "WHY", text: ({ why }) => safe(why.detail) },
  ];
}

const organizationColumns: Column<NonNullable<Queue["organizations"]>[number]>[] = [
  { title: "ORGANIZATION", text: ({ organization }) => organization.slug },
  { title: "WAITING", text: ({ waiting }) => String(waiting) },
  { title: "RUNNING", text: ({ running, limit }) => `${running}${limit === null ? "" : `/${limit}`}` },
  { title: "OLDEST", text: ({ oldestQueuedAt }) => oldestQueuedAt ?? "-" },
];
