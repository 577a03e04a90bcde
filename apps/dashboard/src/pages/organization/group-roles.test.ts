import { expect, test } from "vitest";
import { readGroupRoles, writeGroupRoles } from "./group-roles.ts";

test("what is written is read as it was, a group with = in its name included", () => {
  const roles = { platform: "admin", "cn=qa,dc=example": "developer", everyone: "viewer" } as const;
  expect(readGroupRoles(writeGroupRoles(roles))).toEqual(roles);
});

test("empty lines and spaces do not count; what names no role is left for the server to refuse", () => {
  expect(readGroupRoles("\n platform =  Admin \n\n everyone")).toEqual({ platform: "admin", everyone: "" });
});
