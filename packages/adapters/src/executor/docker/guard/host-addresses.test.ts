import { expect, test } from "vitest";
import { readHost, readWayOut } from "./host-addresses.ts";

const table = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
        +-- 10.0.0.0/24 2 0 2
           |-- 10.0.0.0
              /24 link UNICAST
           |-- 10.0.0.7
              /32 host LOCAL
           |-- 10.0.0.255
              /32 link BROADCAST
     |-- 127.0.0.1
        /32 host LOCAL
Local:
           |-- 10.0.0.7
              /32 host LOCAL
`;

test("the host's own addresses are told from its networks, and once", () => {
  expect(readHost(table).addresses).toEqual(["10.0.0.7"]);
});

test("name servers are told, but not one of its loopback, which sandboxes are not sent to", () => {
  const resolver = "search example\nnameserver 127.0.0.53\nnameserver 169.254.169.254\nnameserver fe80::1\n";
  expect(readHost(table + resolver).nameServers).toEqual(["169.254.169.254"]);
});

test("the way to the world is told by the route that comes first, and none where there is none", () => {
  const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT   \n";
  const route = (device: string, to: string, metric: number, mask: string) =>
    `${device}\t${to}\t0100A8C0\t0003\t0\t0\t${metric}\t${mask}\t0\t0\t0  \n`;
  const near = route("docker0", "000011AC", 0, "0000FFFF");
  // Half of the world, as a private network's client has it, is not all of it.
  const half = route("tun0", "00000000", 0, "00000080");
  const ways = route("wlan0", "00000000", 600, "00000000") + route("eth0", "00000000", 100, "00000000");
  expect(readWayOut(head + near + half + ways)).toBe("eth0");
  expect(readWayOut(head + near + half)).toBeNull();
  expect(readWayOut("")).toBeNull();
});
