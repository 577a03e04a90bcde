import { type ApiKey, type ApiKeySecret, type Client, NewApiKey, Scope } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import { asPerson, namesPerson } from "../connection/as-person.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { several, wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface CreateOptions {
  scope: Scope[];
  project?: string[];
  expiresInDays?: number;
  serviceAccount?: string;
  json?: boolean;
}
interface Whose {
  all?: boolean;
}

const dayMs = 24 * 3_600_000;

/** What programs sign in with. The master keys of secrets are another thing: `aac keys`. */
export const apiKeys: Verb = (program, act) => {
  const group = program.command("api-keys").description("list API keys; create, rotate and revoke them");
  const orOthers = ["--all", "of the organization, not your own"] as const;

  group
    .command("list", { isDefault: true })
    .description("list your own keys")
    .option(...orOthers)
    .option("--json", "print one JSON document: an array of keys")
    .action(
      act(async (context, { all, json }: Whose & { json?: boolean }) => {
        const list = (client: Client) =>
          allPages((query) => client.call(all ? "listApiKeys" : "listOwnApiKeys", { query }));
        // Keys may look at those of the organization, where they have the scope `admin`.
        const byKey = all && !namesPerson(context);
        const items = await (byKey ? list((await context.connect()).client) : asPerson(context, list));
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No keys.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  group
    .command("create")
    .description("create a key; its secret is printed, and told this once")
    .argument("<name>")
    .addOption(new Option("--scope <scopes...>", "what it may do").choices(Scope.options).makeOptionMandatory())
    .option("--project <project>", "for this project only; may be given several times", several)
    .option("--expires-in-days <n>", "when it ends by itself; default: it does not", wholeNumber(1, 3_650))
    .option("--service-account <account>", "for a service account, which is made where it is not there")
    .option("--json", "print one JSON document: the key and its secret")
    .action(
      act(
        async (context, name: string, { scope, project, expiresInDays: days, serviceAccount, json }: CreateOptions) => {
          const expiresAt = days === undefined ? null : new Date(context.host.now() + days * dayMs).toISOString();
          const body = NewApiKey.parse({ name, scopes: scope, projects: project ?? null, expiresAt });
          const made = await asPerson(context, async (client) => {
            if (serviceAccount === undefined) return client.call("createOwnApiKey", { body });
            const accounts = await allPages((query) => client.call("listServiceAccounts", { query }));
            if (!accounts.some(({ slug }) => slug === serviceAccount)) {
              await client.call("createServiceAccount", { body: { slug: serviceAccount } });
            }
            return client.call("createApiKey", { params: { account: serviceAccount }, body });
          });
          return told(context, made, json);
        },
      ),
    );

  group
    .command("rotate")
    .description("give a key a new secret, which is printed; the former one is taken for a while longer")
    .argument("<key>", "its id")
    .option(...orOthers)
    .option("--overlap-hours <n>", "how long the former one is taken", wholeNumber(0, 168), 24)
    .option("--json", "print one JSON document: the key and its secret")
    .action(
      act(
        async (context, key: string, { all, overlapHours, json }: Whose & { overlapHours: number; json?: boolean }) => {
          const input = { params: { key }, body: { overlapHours } };
          const route = all ? "rotateApiKey" : "rotateOwnApiKey";
          return told(context, await asPerson(context, (client) => client.call(route, input)), json);
        },
      ),
    );

  group
    .command("revoke")
    .description("end a key at once")
    .argument("<key>", "its id")
    .option(...orOthers)
    .action(
      act(async (context, key: string, { all }: Whose) => {
        const route = all ? "revokeApiKey" : "revokeOwnApiKey";
        await asPerson(context, (client) => client.call(route, { params: { key } }));
        context.print(`Key ${key} has ended.`);
        return 0;
      }),
    );
};

/** The secret alone on the standard output, for whoever stores it away; the rest for people. */
function told(context: Context, { key, secret }: ApiKeySecret, json: boolean | undefined): number {
  if (json) context.printJson({ key, secret });
  else {
    context.print(secret);
    context.note(`Key ${key.id}: keep the secret, it is not told again.`);
  }
  return 0;
}

const columns = ({ safe }: Context): Column<ApiKey>[] => [
  { title: "NAME", text: ({ name }) => safe(name) },
  { title: "SECRET", text: ({ start }) => `${safe(start)}…` },
  { title: "OWNER", text: ({ owner }) => safe(owner?.name ?? "-") },
  { title: "SCOPES", text: ({ scopes }) => scopes.join(",") },
  { title: "PROJECTS", text: ({ projects }) => safe(projects?.join(",") ?? "all") },
  { title: "LAST USED", text: ({ lastUsedAt }) => lastUsedAt ?? "never" },
  { title: "ENDS", text: ({ expiresAt }) => expiresAt ?? "-" },
  { title: "ID", text: ({ id }) => id },
];
