import { expect, test } from "vitest";
import { isDeniedBy, resolveList, targetsOf } from "./allow-list.ts";

const names: Record<string, string[]> = {
  "shop.example": ["198.51.100.1", "198.51.100.2"],
  "sly.example": ["10.0.0.7"],
};
const resolve = async (name: string) => {
  const found = names[name];
  if (!found) throw new Error("ENOTFOUND");
  return found;
};
const denied = isDeniedBy(["10.0.0.7", "169.254.0.0/16"], []);

test("a name means all its addresses, with the port that is named", async () => {
  expect(await resolveList(["shop.example:443", "10.1.0.0/16"], { resolve, denied })).toEqual({
    only: [{ to: "198.51.100.1", port: 443 }, { to: "198.51.100.2", port: 443 }, { to: "10.1.0.0/16" }],
    names: [
      { name: "shop.example", address: "198.51.100.1" },
      { name: "shop.example", address: "198.51.100.2" },
    ],
  });
});

test.each(["169.254.169.254", "169.254.169.254:80", "sly.example", "none.example"])("%s is refused", async (entry) => {
  const list = resolveList([entry], { resolve, denied });
  await expect(list).rejects.toMatchObject({ code: "allowed_host_unusable" });
});

test("what operators name are addresses", () => {
  expect(targetsOf(["192.168.1.5:3000", "172.20.0.0/16"])).toEqual([
    { to: "192.168.1.5", port: 3000 },
    { to: "172.20.0.0/16" },
  ]);
  expect(() => targetsOf(["host.example"])).toThrow(expect.objectContaining({ code: "invalid_configuration" }));
});
