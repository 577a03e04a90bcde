import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Resolves a name to all its addresses. */
export type Resolve = (host: string, done: (error: Error | null, found: LookupAddress[]) => void) => void;

export const resolveByHost: Resolve = (host, done) => lookup(host, { all: true, order: "verbatim" }, done);

/** Hosts (`name`, or `name:port`) that may be asked although they are not public, and without TLS. */
export type AllowedHosts = (url: URL) => boolean;

export function allowHosts(hosts: readonly string[] = []): AllowedHosts {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return ({ protocol, hostname, port }) =>
    allowed.has(hostname) || allowed.has(`${hostname}:${port || (protocol === "https:" ? "443" : "80")}`);
}

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
 * Why an address is not to be asked, as far as it tells by itself; null where that depends on what its name resolves to.
 * `URL` has made of every spelling of a literal address the one that is looked at here.
 */
export function whyForbidden({ protocol, hostname, username }: URL): string | null {
  if (protocol !== "https:") return "Only https:// addresses are asked.";
  if (username !== "") return "The address must not hold a user name.";
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) > 0) return isPublic(literal) ? null : `${literal} is an address that is not public.`;
  const isOwn = /(^|\.)localhost\.?$/.test(hostname);
  return isOwn ? `"${hostname}" is at an address that is not public.` : null;
}

/**
 * Looks a name up for a connection and lets it go to public addresses only. The connection is made to what was looked
 * at here: a name that resolves to something else a moment later gains nothing.
 */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, found) => {
      const problem = error ?? whyNoneOf(host, found ?? []);
      const [first] = found ?? [];
      if (problem || !first) callback(problem, "", 0);
      else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function whyNoneOf(host: string, found: LookupAddress[]): ForbiddenAddress | null {
  if (found.length === 0) return new ForbiddenAddress(`"${host}" has no address.`);
  const isForbidden = found.some(({ address }) => !isPublic(address));
  return isForbidden ? new ForbiddenAddress(`"${host}" is at an address that is not public.`) : null;
}
