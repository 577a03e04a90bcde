import type { LookupFunction } from "node:net";
import { describe, expect, test } from "vitest";
import { ForbiddenAddress, guardedLookup, isPublic, type Resolve } from "./guard-address.ts";

test.each([
  "127.0.0.1",
  "127.8.8.8",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.0.1",
  "198.18.0.1",
  "203.0.113.9",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:a9fe:a9fe",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2001::1",
  "fe80::1",
  "fd00:ec2::254",
  "fec0::1",
  "ff02::1",
  "not an address",
])("%s is not public", (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("%s is public", (address) => {
  expect(isPublic(address)).toBe(true);
});

describe("a look-up", () => {
  const look = (resolve: Resolve, all: boolean) =>
    new Promise<unknown>((answer, fail) => {
      const done: Parameters<LookupFunction>[2] = (error, address, family) =>
        error ? fail(error) : answer(all ? address : { address, family });
      guardedLookup(resolve)("chat.example", { all }, done);
    });
  const publicOnly = [
    { address: "8.8.8.8", family: 4 },
    { address: "2606:4700:4700::1111", family: 6 },
  ];

  test("gives the connection what it has looked at, asked for once", async () => {
    let asked = 0;
    const resolve: Resolve = (_, done) =>
      done(null, asked++ === 0 ? publicOnly : [{ address: "127.0.0.1", family: 4 }]);
    expect(await look(resolve, true)).toEqual(publicOnly);
    expect(asked).toBe(1);
    expect(await look((_, done) => done(null, publicOnly), false)).toEqual(publicOnly[0]);
  });

  test("refuses a name of which any address is not public", async () => {
    const mixed: Resolve = (_, done) => done(null, [...publicOnly, { address: "10.0.0.1", family: 4 }]);
    await expect(look(mixed, true)).rejects.toThrow(ForbiddenAddress);
    await expect(look(mixed, false)).rejects.toThrow("not public");
    await expect(look((_, done) => done(null, []), true)).rejects.toThrow("no address");
  });
});
