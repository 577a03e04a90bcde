import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { partsOf } from "./message.ts";
import { pseudo } from "./pseudo.ts";

const runs = (count: number) => plural(count, { one: "# run", other: "# runs" });

test("one is not many", () => {
  expect([0, 1, 1_234].map(runs)).toEqual(["0 runs", "1 run", "1,234 runs"]);
  expect(t`${runs(2)} of ${"shop"}`).toBe("2 runs of shop");
});

test("what others named is shown as it is: escapes, tags and braces are nothing there", () => {
  const name = String.raw`\x41 <0>{name}</0> \u0041 it's`;
  expect(t`Edit ${name}`).toBe(`Edit ${name}`);
  const html = renderToStaticMarkup(
    <Trans>
      Edit <b>{name}</b>, {name}
    </Trans>,
  );
  const shown = String.raw`\x41 &lt;0&gt;{name}&lt;/0&gt; \u0041 it&#x27;s`;
  expect(html).toBe(`Edit <b>${shown}</b>, ${shown}`);
});

test("braces that are quoted are braces", () => {
  expect(t`'{folder}' is replaced`).toBe("{folder} is replaced");
});

test("elements stand where the message has them, and values of any kind among them", () => {
  const html = renderToStaticMarkup(
    <Trans>
      <i>
        Open <b>it</b>
      </i>{" "}
      or {<u>this</u>} {false}
      <br />
    </Trans>,
  );
  expect(html).toBe("<i>Open <b>it</b></i> or <u>this</u> <br/>");
});

test("the language of tests changes every word, and no value, tag or number", () => {
  const numbers = { format: String, select: () => "other" };
  const said = partsOf(
    pseudo("", ["Open <0>", ["name"], "</0>: ", ["0", "plural", { other: ["#", " runs"] }]]),
    { name: "shop", 0: 3 },
    numbers,
  );
  expect(said.map((part) => (typeof part === "string" ? part : part.value)).join("")).toBe(
    "Óƥéñ <0>~~shop</0>: 3 řúñš~~".replace("ƥ", "þ"),
  );
});
