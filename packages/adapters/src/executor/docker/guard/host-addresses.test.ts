import { expect, test } from "vitest";
import { readHost } from "./host-addresses.ts";

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
