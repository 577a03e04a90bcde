import { expect, test } from "vitest";
import { readCheckout } from "./checkout.ts";

/** Names that say nothing, behind which anything gathers. */
const forbidden = /(^|\/)(utils?|helpers?|common|shared|services|managers?|lib|misc)(\.[^/]*)?(\/|$)/;
/** There the word is meant: the real servers that tests run against. */
const exception = "tests/services/";

const saysNothing = (path: string) => forbidden.test(path.startsWith(exception) ? path.slice(exception.length) : path);

test("no file and no folder of this checkout has a name that says nothing", () => {
  expect([...readCheckout().keys()].filter(saysNothing)).toEqual([]);
});

test.each(["packages/core/src/utils/x.ts", "apps/cli/src/helpers.test.ts", "lib/x.ts", "tests/services/misc.ts"])(
  "%s would be found",
  (path) => expect(saysNothing(path)).toBe(true),
);
