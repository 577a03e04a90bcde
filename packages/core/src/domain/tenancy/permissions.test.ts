import { Permission, Role, Scope } from "@aac/contract";
import { describe, expect, test } from "vitest";
import { demand, isAtLeast, may, narrower, permissions } from "./permissions.ts";
import type { Caller, Grant } from "./records.ts";

const callerOf = (grant: Grant, projects: Caller["projects"] = null): Caller => ({
  orgId: "o",
  actor: { kind: "person", id: "p", name: "Ada" },
  grant,
  projects,
});

test("an owner may do everything, and each role all that the ones below it may", () => {
  for (const permission of Permission.options) {
    expect(may(callerOf({ role: "owner" }), permission)).toBe(true);
    const allowed = Role.options.map((role) => may(callerOf({ role }), permission));
    expect(allowed).toEqual(allowed.toSorted((a, b) => Number(b) - Number(a)));
  }
});

test("a viewer changes nothing that is not his own", () => {
  const allowed = Permission.options.filter((permission) => may(callerOf({ role: "viewer" }), permission));
  expect(allowed.filter((permission) => !permission.endsWith(":read"))).toEqual([
    "account",
    "subscriptions:change",
    "filters:own",
    "keys:own",
  ]);
});

test("no key is a person, makes keys, changes who belongs here, or signs anybody in", () => {
  const all = callerOf({ scopes: Scope.options });
  const refused = Permission.options.filter((permission) => !may(all, permission));
  expect(refused).toEqual([
    "account",
    "organization:own",
    "filters:own",
    "filters:share",
    "people:change",
    "keys:change",
    "keys:own",
    "sso:change",
  ]);
  expect(() => demand(all, "keys:change")).toThrow(
    /needs a person; no key may do it; "Ada" has read, run, ingest, admin/,
  );
});

test.each(Scope.options)("a key with the scope %s may do what the table says, and no more", (scope) => {
  for (const permission of Permission.options)
    expect(may(callerOf({ scopes: [scope] }), permission)).toBe(permissions[permission].scope === scope);
});

test("a key of a person may do no more than the person may now", () => {
  for (const role of Role.options) {
    for (const permission of Permission.options) {
      const key = callerOf({ scopes: Scope.options, atMost: role });
      const isBoth = permissions[permission].scope !== null && may(callerOf({ role }), permission);
      expect(may(key, permission)).toBe(isBoth);
    }
  }
  expect(() => demand(callerOf({ scopes: ["run"], atMost: "viewer" }), "runs:trigger")).toThrow(
    /a key whose owner has the role "developer"/,
  );
});

test("a run token reads its run and reports results, and nothing else", () => {
  const token = callerOf({ attempt: { runId: "r", jobId: "r-1", attemptId: "r-1-1" } });
  const allowed = Permission.options.filter((permission) => may(token, permission));
  expect(allowed).toEqual(["runs:read", "results:report"]);
  expect(() => demand(token, "runs:trigger")).toThrow(/no run token may do it; "Ada" has a run token/);
});

describe("a caller limited to some projects", () => {
  const limited = callerOf({ role: "developer" }, { web: { role: "developer" }, api: { role: "viewer" } });

  test("has there the role that holds there, and elsewhere nothing", () => {
    expect(may(limited, "runs:trigger", "web")).toBe(true);
    expect(may(limited, "runs:trigger", "api")).toBe(false);
    expect(may(limited, "runs:read", "api")).toBe(true);
    expect(may(limited, "runs:read", "other")).toBe(false);
    expect(() => demand(limited, "runs:trigger", "api")).toThrow(/in this project/);
  });

  test("looks at what is the organization's, and changes nothing of it", () => {
    const admin = callerOf({ role: "admin" }, { web: { role: "admin" } });
    expect(may(admin, "organization:read")).toBe(true);
    for (const permission of ["organization:change", "projects:create", "people:change", "audit:read"] as const)
      expect(may(admin, permission)).toBe(false);
  });
});

test("of two roles the narrower", () => {
  expect(narrower("admin", "viewer")).toBe("viewer");
  expect(narrower("viewer", "admin")).toBe("viewer");
  expect(isAtLeast("developer", "developer")).toBe(true);
});
