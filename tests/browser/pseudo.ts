import type { Page } from "playwright-core";
import { messagesOfDashboard } from "../../scripts/words/messages.ts";

// The language en-XA of the dashboard has no plain letter in any message. What a page says in plain letters is therefore
// either data, which the server gave, or was not translated.

/** What has letters and is neither: names of units, dates and the product, and what is typed elsewhere. */
const allowed = [
  /\bAgnostic Automation Center\b|\bAutomation Center\b/g,
  /\b\d[\d.,]* ?(?:ms|s|min|h|B|kB|MB|GB|TB)\b|\b\d+[hm] \d\d[ms]\b/g,
  /\b(?:in )?\d+ (?:sec|min|hr|hrs|day|days|wk|wks|mo|mth|mths|yr|yrs)\b\.?(?: ago)?|\bnow\b|\byesterday\b|\btomorrow\b/g,
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec)(?: \d{4})?\b/g,
  /\b(?:API|CLI|JSON|CSV|OpenAI|entrypoint\.sh)\b/g,
  // The language itself, and names in the tests' center that are words elsewhere: of the project, the organization, the person.
  /\ben-XA\b|\b(?:Demo|demo|Local|local|You|staging|junit|Acme)\b/g,
  /\bUTC\b|\bGMT(?:[+-]\d+)?\b|\bCtrl K\b|\bEnglish\b|\bDeutsch\b/g,
];

export interface Data {
  /** What the server says in a way that is not heard. */
  keep(value: unknown): void;
  /** All of it, once the answers that are on their way are there. */
  texts(): Promise<ReadonlySet<string>>;
}

/** The texts that the server gives the page from now on. */
export async function dataOfPages(page: Page): Promise<Data> {
  // A word of ours is none of the server's, also where both say it: a state's name would hide that it is not translated.
  const ours = new Set((await messagesOfDashboard()).map((message) => message.toLowerCase()));
  const texts = new Set<string>();
  const reading: Promise<void>[] = [];
  const keep = (value: unknown): void => {
    if (typeof value === "string") {
      // Paths are shown as trees, too.
      for (const text of [value, ...value.split("/")]) if (!ours.has(text.toLowerCase())) texts.add(text);
    }
    if (Array.isArray(value)) value.forEach(keep);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inside] of Object.entries(value)) {
        // Names that people chose are keys too: of variables, secrets and projects.
        if (/^[A-Z][A-Z0-9_]+$/.test(key)) keep(key);
        keep(inside);
      }
    }
  };
  page.on("response", (response) => {
    if (!/json/.test(response.headers()["content-type"] ?? "")) return;
    reading.push(response.json().then(keep, () => undefined));
  });
  return {
    keep,
    async texts() {
      await Promise.all(reading);
      return texts;
    },
  };
}

/** Where what the page says stands, and the words, each once. */
export async function wordsNotTranslated(page: Page, data: ReadonlySet<string>): Promise<string[]> {
  const said = await page.evaluate<string[]>(`(() => {
    // What is typed, run or logged is shown as it is.
    const machine = "code, pre, kbd, samp, script, noscript, style, datalist, [role=log], .font-mono";
    const found = new Set([document.title]);
    for (const element of document.querySelectorAll("body, body *")) {
      if (element.closest(machine)) continue;
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) found.add(node.textContent);
      }
      for (const name of ["aria-label", "title", "alt", "aria-valuetext", "aria-description"]) {
        found.add(element.getAttribute(name) ?? "");
      }
      // Examples of what may be typed are code; a sentence is not.
      const placeholder = element.getAttribute("placeholder") ?? "";
      if (/\\s/.test(placeholder.trim()) || /^[A-Z][a-z]/.test(placeholder)) found.add(placeholder);
    }
    return [...found];
  })()`);
  const longestFirst = [...data].filter((text) => /[a-z]{2}/i.test(text)).toSorted((a, b) => b.length - a.length);
  const isWhole = (text: string, at: number, length: number) =>
    !/[\w]/.test(text[at - 1] ?? "") && !/[\w]/.test(text[at + length] ?? "");
  return said.filter((text) => {
    let rest = text;
    for (const known of longestFirst) {
      for (let at = rest.indexOf(known); at !== -1; at = rest.indexOf(known, at + 1)) {
        if (isWhole(rest, at, known.length))
          rest = rest.slice(0, at) + " ".repeat(known.length) + rest.slice(at + known.length);
      }
    }
    for (const pattern of allowed) rest = rest.replaceAll(pattern, " ");
    return /[a-z]{2}/i.test(rest);
  });
}
