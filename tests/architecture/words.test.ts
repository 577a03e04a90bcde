import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tokensOf } from "../../apps/dashboard/macros.ts";
import { catalogues, messagesOfDashboard, readCatalogue } from "../../scripts/words/messages.ts";
import { root } from "./checkout.ts";
import { findTexts } from "./find-texts.ts";

const pages = join(root, "apps/dashboard/src");

test("no text of the dashboard stands outside of a macro, where it could not be translated", () => {
  const paths = globSync("**/*.{ts,tsx}", { cwd: pages }).filter((path) => !/\.(test|fixture)\./.test(path));
  expect(paths.length).toBeGreaterThan(200);
  const loose = paths.flatMap((path) =>
    findTexts(path, readFileSync(join(pages, path), "utf8")).map(({ text }) => `${path}: ${text}`),
  );
  expect(loose).toEqual([]);
});

test.each([
  ["<p>Nothing to do.</p>", ["Nothing to do."]],
  ["<p>\n  {count} of <b>{name}</b>\n</p>", ["{count} of <b>{name}</b>"]],
  ["<Button><Icon aria-hidden /> Try again</Button>", ["Try again"]],
  ['<Field label="Name" />', ['"Name"']],
  ["<Field label={`Role in ${name}`} />", ["`Role in ${name}`"]],
  ['<p>{isOn ? "On" : t`Off`}</p>', ['"On"']],
  ['<p><Trans>It is {isOn ? "on" : "off"}</Trans></p>', ['"on"', '"off"']],
  ["<p><Trans>{isOn && <b>It is on</b>}</Trans></p>", ["It is on"]],
  ['const labels = { failed: "Failed" };', ['"Failed"']],
  ['toaster.done("saved")', ['"saved"']],
  ['const said = () => "Nothing was told";', ['"Nothing was told"']],
  // What is translated, is no text, or is for machines.
  ["<p><Trans>Nothing to <b>do</b>.</Trans></p>", []],
  ['<p className="flex gap-2 text-sm">{t`Off`}</p>', []],
  ['<p>{plural(count, { one: "# run", other: "# runs" })}</p>', []],
  ['client.call("listRuns"); const looks = { solid: "bg-passed-solid" };', []],
  ["<code>aac run ./my-tests</code>", []],
])("in %s the texts %j are found", (source, texts) => {
  expect(findTexts("page.tsx", source).map(({ text }) => text)).toEqual(texts);
});

describe("each catalogue", async () => {
  const messages = await messagesOfDashboard();
  const names = globSync("*.json", { cwd: catalogues });
  /** What stands for something: values, choices and elements. */
  const marksOf = async (message: string) => {
    const marks = new Set<string>();
    const visit = (tokens: readonly unknown[]) => {
      for (const token of tokens) {
        if (typeof token === "string") for (const [tag] of token.matchAll(/<\/?\d+\/?>/g)) marks.add(tag);
        if (!Array.isArray(token)) continue;
        const [name, kind, choices] = token as [string, string?, object?];
        marks.add(`{${name} ${kind ?? ""}}`);
        for (const inside of Object.values(choices ?? {})) if (Array.isArray(inside)) visit(inside);
      }
    };
    visit(await tokensOf(message));
    return [...marks].toSorted();
  };

  test.each(names)("%s has words for every message, and no others: `npm run words` brings it up to them", (name) => {
    const words = readCatalogue(name);
    expect(messages.filter((message) => !words[message])).toEqual([]);
    expect(Object.keys(words).filter((message) => !messages.includes(message))).toEqual([]);
  });

  test.each(names)("%s has the values and elements of the messages", async (name) => {
    const wrong: string[] = [];
    for (const [english, word] of Object.entries(readCatalogue(name))) {
      if (String(await marksOf(english)) !== String(await marksOf(word))) wrong.push(english);
    }
    expect(wrong).toEqual([]);
  });
});
