import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { readCheckout, root } from "../architecture/checkout.ts";
import { readPage } from "./code-blocks.ts";

const everyPage = [...readCheckout().keys()].filter((path) => path.endsWith(".md"));
const withoutCode = (text: string) => text.replaceAll(/^\s*(`{3,})[^]*?^\s*\1$/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** The name of a heading in an address, as GitHub and the site make it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

const anchorsOf = (path: string) =>
  [...readPage(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

test.each(everyPage)("the links of %s lead somewhere", (path) => {
  const links = [...withoutCode(readPage(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const isBroken = (target: string) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#", 2);
    const aim = file === "" ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(root, aim))) return true;
    return anchor !== undefined && aim.endsWith(".md") && !anchorsOf(aim).includes(anchor);
  };
  expect(links.filter(isBroken)).toEqual([]);
});
