import { type Client, type Invitation, type Person, Role } from "@aac/contract";
import { Argument, Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import { asPerson, namesPerson } from "../connection/as-person.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

const everyone = 10_000;

/** `aac people …`. Changing them takes a person, whom it signs in: no key may. */
export const people: Verb = (program, act) => {
  const group = program
    .command("people")
    .description("list, invite and remove people of the organization; their roles");

  group
    .command("list", { isDefault: true })
    .description("list the people of the organization")
    .option("--json", "print one JSON document: an array of people")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        // A key may look, and changes nobody.
        const found = await (namesPerson(context)
          ? asPerson(context, listAll)
          : listAll((await context.connect()).client));
        if (json) context.printJson(found);
        else if (found.length === 0) context.print("Nobody is in the organization; keys only.");
        else context.host.stdout.write(formatTable(columns(context), found, context.paint));
        return 0;
      }),
    );

  group
    .command("invitations")
    .description("list the invitations, newest first")
    .option("--json", "print one JSON document: an array of invitations")
    .action(
      act(async (context, { json }: { json?: boolean }) => {
        const found = await asPerson(context, (client) =>
          allPages((query) => client.call("listInvitations", { query }), everyone),
        );
        if (json) context.printJson(found);
        else if (found.length === 0) context.print("Nobody was invited yet.");
        else context.host.stdout.write(formatTable(invitationColumns(context), found, context.paint));
        return 0;
      }),
    );

  group
    .command("invite")
    .description("invite somebody by mail")
    .argument("<address>", "their e-mail address")
    .addOption(new Option("--role <role>", "what they will be").choices(Role.options).default("developer"))
    .option("--days <n>", "how long it can be accepted", wholeNumber(1, 30), 7)
    .action(
      act(async (context, email: string, { role, days }: { role: Role; days: number }) => {
        const { invitation, link } = await asPerson(context, (client) =>
          client.call("createInvitation", { body: { email, role, days } }),
        );
        context.print(context.safe(`${invitation.email} is invited as ${invitation.role}.`));
        context.print(link === null ? "A mail is on its way." : `This center sends no mail; pass this on: ${link}`);
        return 0;
      }),
    );

  group
    .command("role")
    .description("give a person another role")
    .argument("<person>", "their address or id")
    .addArgument(new Argument("<role>").choices(Role.options))
    .action(
      act(async (context, who: string, role: Role) => {
        const changed = await asPerson(context, async (client) => {
          const { id } = await find(client, who);
          return client.call("changePerson", { params: { person: id }, body: { role } });
        });
        context.print(context.safe(`${changed.email} is ${changed.role}.`));
        return 0;
      }),
    );

  group
    .command("remove")
    .description("remove a person from the organization")
    .argument("<person>", "their address or id")
    .action(
      act(async (context, who: string) => {
        const email = await asPerson(context, async (client) => {
          const found = await find(client, who);
          await client.call("removePerson", { params: { person: found.id } });
          return found.email;
        });
        context.print(context.safe(`${email} has no access any more.`));
        return 0;
      }),
    );
};

const listAll = (client: Client): Promise<Person[]> =>
  allPages((query) => client.call("listPeople", { query }), everyone);

async function find(client: Client, who: string): Promise<Person> {
  const found = (await listAll(client)).find(({ id, email }) => id === who || email === who.toLowerCase());
  if (!found) throw new Refusal(`Nobody of the address or id "${who}" is in the organization.`, "See aac people list.");
  return found;
}

const columns = (context: Context): Column<Person>[] => [
  { title: "NAME", text: ({ name }) => context.safe(name) },
  { title: "ADDRESS", text: ({ email }) => context.safe(email) },
  { title: "ROLE", text: ({ role }) => role },
  {
    title: "PROJECTS",
    text: ({ projects }) => (projects === null ? "all" : Object.keys(projects).join(", ") || "none"),
  },
  { title: "ID", text: ({ id }) => id },
];

const invitationColumns = (context: Context): Column<Invitation>[] => [
  { title: "ADDRESS", text: ({ email }) => context.safe(email) },
  { title: "ROLE", text: ({ role }) => role },
  { title: "BY", text: ({ invitedBy }) => context.safe(invitedBy) },
  { title: "STATE", text: ({ state }) => state },
  { title: "ID", text: ({ id }) => id },
];
