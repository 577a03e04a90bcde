import { type Client, createClient } from "@aac/contract";
import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";

const names = { email: "AAC_EMAIL", password: "AAC_PASSWORD", code: "AAC_CODE" } as const;

/** Whether the environment names a person to sign in. */
export const namesPerson = (context: Context) => Boolean(context.host.surroundings.variables[names.email]);

/**
 * Does what no key may do, as the person whom the environment names: signs in for this one command, and out again.
 * In the environment, because no list of processes shows it.
 */
export async function asPerson<T>(context: Context, work: (client: Client) => Promise<T>): Promise<T> {
  const { variables } = context.host.surroundings;
  const [email, password, code] = [variables[names.email], variables[names.password], variables[names.code]];
  if (!email || !password) {
    throw new Refusal(
      "This takes a person: no key may do it.",
      `Set ${names.email} and ${names.password} (and ${names.code} where two-factor sign-in is on), or use the dashboard.`,
    );
  }
  const baseUrl = (await context.connect()).absolute("");
  const send = context.host.fetch;
  const open = createClient({ baseUrl, fetch: send });
  let response = await open.request("signIn", { body: { email, password } });
  const { challenge } = (await response.json()) as { challenge: string | null };
  if (challenge !== null) {
    if (!code) throw new Refusal("Two-factor sign-in is on.", `Put the code of the authenticator into ${names.code}.`);
    response = await open.request("signInSecondStep", { body: { challenge, code } });
  }
  const [cookie] = (response.headers.get("set-cookie") ?? "").split(";", 1);
  const client = createClient({ baseUrl, headers: { cookie: cookie ?? "" }, fetch: send });
  try {
    return await work(client);
  } finally {
    await client.call("signOut").catch(() => undefined);
  }
}
