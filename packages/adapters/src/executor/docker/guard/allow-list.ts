import { isIPv4 } from "node:net";
import { Problem } from "@aac/core";
import { isWithin, type Target } from "./rules.ts";

/** An entry of a list of hosts: `example.org`, `example.org:443`, `10.0.0.7:5432`, `10.0.0.0/8`. */
function parseEntry(entry: string): { host: string; port?: number } {
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return port === undefined ? { host } : { host, port: Number(port) };
}

const isAddress = (host: string) => isIPv4(host.split("/")[0] ?? "");

/** Entries that are addresses, as targets of rules. Throws where one is a name. */
export function targetsOf(entries: readonly string[]): Target[] {
  return entries.map((entry) => {
    const { host, port } = parseEntry(entry);
    if (!isAddress(host)) throw new Problem("invalid_configuration", `"${entry}" is no IPv4 address or network.`);
    return port === undefined ? { to: host } : { to: host, port };
  });
}

export interface AllowList {
  only: Target[];
  /** Names and the addresses that they mean for the sandbox as long as it lives. */
  names: { name: string; address: string }[];
}

/**
 * What a list of hosts comes to: each name is asked for once, now, and means those addresses from then on, so that what
 * the sandbox may reach is what it is told. Throws Problem `allowed_host_unusable`.
 */
export async function resolveList(
  entries: readonly string[],
  { resolve, denied }: { resolve: (name: string) => Promise<string[]>; denied: (address: string) => boolean },
): Promise<AllowList> {
  const list: AllowList = { only: [], names: [] };
  for (const entry of entries) {
    const { host, port } = parseEntry(entry);
    const addresses = isAddress(host) ? [host] : await addressesOf(host, resolve);
    for (const address of addresses) {
      if (!address.includes("/") && denied(address)) {
        throw new Problem(
          "allowed_host_unusable",
          `${entry} is ${address === host ? "" : `${address}, `}an address that sandboxes never reach: of the engine's host, of its containers, or of a cloud's metadata.`,
        );
      }
      list.only.push(port === undefined ? { to: address } : { to: address, port });
      if (address !== host) list.names.push({ name: host, address });
    }
  }
  return list;
}

async function addressesOf(name: string, resolve: (name: string) => Promise<string[]>): Promise<string[]> {
  try {
    return await resolve(name);
  } catch (error) {
    throw new Problem("allowed_host_unusable", `${name} has no IPv4 address: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

export const isDeniedBy = (denied: readonly string[], allowed: readonly Target[]) => (address: string) =>
  denied.some((network) => isWithin(address, network)) && !allowed.some(({ to }) => isWithin(address, to));
