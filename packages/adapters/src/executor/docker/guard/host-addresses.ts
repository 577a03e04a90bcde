/** What a program in the engine's own network is to show: see `readHost`. */
export const hostFiles = ["/proc/net/fib_trie", "/etc/resolv.conf"] as const;

/** And of these the first: see `readWayOut`; the second says one number. */
export const routesFile = "/proc/net/route";
export const mtuFile = (device: string) => `/sys/class/net/${device}/mtu`;

export interface HostView {
  /** The IPv4 addresses that are the engine's host itself, without those of its loopback. */
  addresses: string[];
  /** Where it asks for names. */
  nameServers: string[];
}

/**
 * Reads what the two files say. In the first a line with an address is followed by what it is: a local one is told as
 * `/32 host LOCAL`.
 */
export function readHost(text: string): HostView {
  const addresses = new Set<string>();
  const nameServers = new Set<string>();
  let last = "";
  for (const line of text.split("\n")) {
    const address = /^\s*(?:\|--|\+--)\s+(\d+\.\d+\.\d+\.\d+)/.exec(line)?.[1];
    if (address !== undefined) last = address;
    else if (/\/32 host LOCAL/.test(line) && !last.startsWith("127.")) addresses.add(last);
    const server = /^\s*nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/.exec(line)?.[1];
    if (server !== undefined && !server.startsWith("127.")) nameServers.add(server);
  }
  return { addresses: [...addresses], nameServers: [...nameServers] };
}

/** The device by which the host reaches the world; null where it does not. */
export function readWayOut(routes: string): string | null {
  const ways = routes.split("\n").map((line) => line.trim().split(/\s+/));
  const out = ways
    .filter(
      ([device = "", to, , , , , , mask]) => to === "00000000" && mask === "00000000" && /^[\w.@-]+$/.test(device),
    )
    .toSorted((a, b) => Number(a[6]) - Number(b[6]));
  return out[0]?.[0] ?? null;
}
