import { NewSuite, type Suite } from "@aac/contract";
import { expect, test } from "vitest";
import { newPair } from "../../../ui/pairs-field.tsx";
import { bodyOf, draftOf, draftOfNew } from "./suite-draft.ts";

const preset = NewSuite.parse({ slug: "preset", image: "node:24" });

test("a suite that is not changed is sent as it is, whatever its command is like", () => {
  for (const command of [
    null,
    ["/bin/sh", "-c", "npm test && echo 'ok'"],
    ["npx", "playwright", "test", "two words"],
  ]) {
    const suite: Suite = {
      ...preset,
      name: "Preset",
      command,
      variables: { PEM: "line 1\nline 2" },
      runsOn: ["gpu", "arm64"],
      reports: ["out/**/*.xml"],
      limits: { ...preset.limits, network: "allow-list", allowedHosts: ["example.org:443"], timeoutMs: 90_000 },
      id: "s",
      project: "p",
      createdAt: "",
      updatedAt: "",
    };
    const { id: _, project: __, createdAt: ___, updatedAt: ____, slug: _____, ...fields } = suite;
    expect(bodyOf(draftOf(suite))).toEqual(fields);
  }
});

test("a new one begins with the contract's defaults, and wants a source", () => {
  const body = bodyOf(draftOfNew(preset));
  const { success } = NewSuite.safeParse({ ...body, slug: "web", name: undefined, image: "node:24" });
  expect(success).toBe(true);
  expect(body.limits).toEqual(preset.limits);
  expect(NewSuite.safeParse({ ...body, slug: "web", name: undefined }).error?.issues[0]?.path).toEqual(["image"]);
});

test("what is no number, or missing, is refused by the field's name", () => {
  const draft = {
    ...draftOfNew(preset),
    image: "node:24",
    cpus: "many",
    timeoutMinutes: "",
    commandKind: "shell" as const,
  };
  const { error } = NewSuite.safeParse({ ...bodyOf(draft), slug: "web", name: undefined });
  expect(error?.issues.map(({ path }) => path.join(".")).toSorted()).toEqual([
    "command",
    "limits.cpus",
    "limits.timeoutMs",
  ]);
});

test("rows without a name and a value are left out; those with a value alone are told", () => {
  const variables = [newPair("A", "1"), newPair("", ""), newPair("", "lost")];
  expect(bodyOf({ ...draftOfNew(preset), variables }).variables).toEqual({ A: "1", "": "lost" });
});
