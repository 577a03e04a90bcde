import { expect, test } from "vitest";
import { centerScope, type Sealed } from "../domain/secrets/records.ts";
import { listSealed, sealedFields } from "./sealed-fields.ts";

const sealed = (text: string) => text as Sealed;

test("every sealed value of a record is listed with the place it opens in", () => {
  const environment = { id: "e1", orgId: "acme", secrets: { A: sealed("a"), B: sealed("b") } };
  expect(listSealed("environments", environment)).toEqual([
    { sealed: "a", place: { scope: "acme", context: "environment:e1:A" } },
    { sealed: "b", place: { scope: "acme", context: "environment:e1:B" } },
  ]);
  const secrets = [{ id: "s1", sealed: sealed("s"), expiresAt: null }];
  expect(listSealed("channels", { id: "c1", orgId: "acme", url: sealed("u"), secrets } as never)).toEqual([
    { sealed: "u", place: { scope: "acme", context: "channel/c1/url" } },
    { sealed: "s", place: { scope: "acme", context: "channel/c1/secret/s1" } },
  ]);
  expect(listSealed("channels", { id: "c1", orgId: "acme", url: null, secrets: [] } as never)).toEqual([]);
});

test("what belongs to no organization belongs to the center", () => {
  const [found] = listSealed("analysisSettings", { id: "x", apiKey: sealed("k") } as never);
  expect(found?.place.scope).toBe(centerScope);
  expect(listSealed("twoFactors", { id: "t1", userId: "ada", secret: sealed("s") } as never)).toEqual([
    { sealed: "s", place: { scope: centerScope, context: "two-factor/ada/secret" } },
  ]);
});

test("a value is put in its place, and what is not sealed stays as it is", () => {
  const secrets = [{ id: "s1", sealed: sealed("s"), expiresAt: 7 }];
  const channel = { id: "c1", url: sealed("u"), secrets } as Parameters<typeof sealedFields.channels.map>[0];
  expect(sealedFields.channels.map(channel, (value) => sealed(`${value}!`))).toEqual({
    url: "u!",
    secrets: [{ id: "s1", sealed: "s!", expiresAt: 7 }],
  });
});
