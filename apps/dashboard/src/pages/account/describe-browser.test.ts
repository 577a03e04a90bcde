import { expect, test } from "vitest";
import { describeBrowser } from "./describe-browser.ts";

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  [`${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0`, "Edge on Windows"],
  [`${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36`, "Chrome on Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"],
  [`${iPhone} Version/18.5 Mobile/15E148 Safari/604.1`, "Safari on iOS"],
  ["curl/8.5.0", "curl/8.5.0"],
  ["", "Unknown"],
])("%s is %s", (userAgent, said) => {
  expect(describeBrowser(userAgent)).toBe(said);
});
