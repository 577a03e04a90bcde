import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Resolves a name to all its addresses. */
export type Resolve = (host: string, done: (error: Error | null, found: LookupAddress[]) => void) => void;

export const resolveByHost: Resolve = (host, done) => lookup(host, { all: true, order: "verbatim" }, done);

/** An address that must not be asked. */
export class ForbiddenAddress extends Error {}

/**
 * Whether an address is one of the public internet: none of loopback, private, link-local (where clouds tell their
 * metadata), multicast, reserved, or one that carries an IPv4 address inside.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  // Deprecated site-local addresses, which the library takes for ordinary ones.
  return !(parsed.kind() === "ipv6" && parsed.match(ipaddr.parseCIDR("fec0::/10")));
}

/**
 * Looks a name up for a connection and lets it go to public addresses only. The connection is made to what was looked
 * at here: a name that resolves to something else a moment later gains nothing.
 */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, found) => {
      const problem = error ?? whyForbidden(host, found ?? []);
      const [first] = found ?? [];
      if (problem || !first) callback(problem, "", 0);
      else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function whyForbidden(host: string, found: LookupAddress[]): ForbiddenAddress | null {
  if (found.length === 0) return new ForbiddenAddress(`"${host}" has no address.`);
  const isForbidden = found.some(({ address }) => !isPublic(address));
  return isForbidden ? new ForbiddenAddress(`"${host}" is at an address that is not public.`) : null;
}
