import { expect, test } from "vitest";
import { describeEngine } from "./engine-security.ts";

const network = { mode: "guarded", reach: [], blocked: [] } as const;
const seccomp = "name=seccomp,profile=default";

test.each([
  ["without a filter", ["name=seccomp,profile=unconfined"]],
  ["that cannot filter", ["name=apparmor"]],
])("an engine %s is refused", (_, SecurityOptions) => {
  expect(() => describeEngine({ SecurityOptions }, network)).toThrow(
    expect.objectContaining({ code: "engine_not_confined" }),
  );
});

test("what keeps sandboxes apart is told: filters, users, networks, runtimes", () => {
  const Runtimes = { runc: {}, runsc: {}, "io.containerd.runc.v2": {} };
  const told = describeEngine({ SecurityOptions: [seccomp, "name=apparmor", "name=rootless"], Runtimes }, network).join(
    " ",
  );
  expect(told).toMatch(/seccomp, AppArmor.*without root.*guarded.*Runtimes: runc, runsc\./);
  const open = describeEngine({ SecurityOptions: [seccomp], Runtimes }, { ...network, mode: "open" }).join(" ");
  expect(open).toMatch(/root of the host.*SANDBOX_NETWORK=open/);
});
