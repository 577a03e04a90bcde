/** Values that stand in every log; hiding them would blank it and protect nobody. */
const common = new Set(
  (
    "true false null none undefined yes no on off test tests testing localhost development production staging " +
    "local prod stage main master default admin root user guest public debug info error warn warning trace http https " +
    "password secret token example postgres mysql redis chrome chromium firefox webkit node linux"
  ).split(" "),
);
const shortest = 4;
/** A number of so few digits is a port, a count or a year. */
const commonDigits = 5;
/** Of a value with several lines, those that are masked by themselves. */
const shortestLine = 8;
/** Base64 of less is found by chance in any log. */
const shortestEncoded = 6;
/** Longer values are looked for in the usual forms only: others would be too many to look for. */
const longestInRareForms = 256;
/** Line lengths by which programs break base64: OpenSSL and PEM, `base64` and MIME. */
const wraps = [64, 76];

/** Why a value is not masked; null when it is. */
export function whyNotMasked(value: string): "short" | "common" | null {
  const text = value.trim();
  if (text.length < shortest) return "short";
  if (common.has(text.toLowerCase()) || (text.length <= commonDigits && /^\d+$/.test(text))) return "common";
  return null;
}

/**
 * Every form in which a program may print the secret, as bytes of its UTF-8: see `docs/security.md`. Empty when
 * the value is not masked.
 */
export function formsOf(secret: string): Set<string> {
  const forms = new Set<string>();
  if (whyNotMasked(secret) !== null) return forms;
  const addText = (texts: Iterable<string>) => {
    for (const text of texts) if (text.length >= shortest) forms.add(bytesOf(text));
  };
  const addBytes = (texts: Iterable<string>) => {
    for (const text of texts) if (text.length >= shortestEncoded) forms.add(bytesOf(text));
  };
  const isLong = Buffer.byteLength(secret) > longestInRareForms;
  const lines = secret.split(/\r\n|\n|\r/);
  // What is made of the whole is made of its lines as well, so of a long value these are enough where forms are many.
  for (const value of new Set([secret, secret.trim()])) {
    addText(isLong && lines.length > 1 ? once(value) : twice(value));
    addBytes(byteForms(value));
    if (!isLong) addBytes(rareForms(value));
  }
  if (lines.length === 1) return forms;
  for (const between of ["\n", "\r\n", " ", ""]) addText(once(lines.join(between)));
  const worthy = lines.filter((line) => line.trim().length >= shortestLine && whyNotMasked(line) === null);
  for (const line of new Set(worthy.flatMap((one) => [one, one.trim()]))) {
    addText(twice(line));
    addBytes(byteForms(line));
    if (!isLong) addBytes(rareForms(line));
  }
  return forms;
}

/** A character for each byte of the UTF-8. */
const bytesOf = (text: string) => Buffer.from(text).toString("latin1");

/** As text in which some characters are written otherwise. */
const once = (value: string): Set<string> =>
  new Set([value, ...jsonForms(value), ...urlForms(value), ...shellForms(value), ...markupForms(value)]);

/** And once more: a log line in JSON that quotes a document in JSON, a URL within a URL. */
function twice(value: string): Set<string> {
  const forms = once(value);
  for (const form of jsonForms(value)) for (const again of jsonForms(form)) forms.add(again).add(json(again));
  for (const form of urlForms(value)) for (const again of [...urlForms(form), ...jsonForms(form)]) forms.add(again);
  for (const form of [...shellForms(value), ...markupForms(value)]) forms.add(json(form));
  return forms;
}

const json = (value: string) => JSON.stringify(value).slice(1, -1);
const each = (value: string, characters: RegExp, escape: (character: string) => string) =>
  value.replace(characters, escape);
const unicodeEscape = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
const upperEscapes = (text: string) => each(text, /\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);

/** JSON as JavaScript, Go (`<` as `\u003c`), Python (ASCII only) and PHP (`\/`) write it. */
function jsonForms(value: string): Set<string> {
  const plain = json(value);
  const markup = each(plain, /[<>&]/g, unicodeEscape);
  const withQuotes = each(plain, /[<>&']/g, unicodeEscape);
  const all = [plain, markup, withQuotes];
  const ascii = all.map((text) => each(text, /[^ -~]/g, unicodeEscape));
  const forms = [...all, ...ascii, ...ascii.map(upperEscapes)];
  return new Set([...forms, ...forms.map((text) => text.replaceAll("/", "\\/"))]);
}

const percent = (character: string) =>
  Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

function urlForms(value: string): Set<string> {
  // A lone surrogate cannot be in a URL.
  const component = encodeURIComponent(value.toWellFormed());
  const strict = each(component, /[!'()*]/g, percent);
  const upper = [
    component,
    strict,
    each(strict, /~/g, percent),
    strict.replaceAll("%2F", "/"),
    encodeURI(value.toWellFormed()),
    each(component, /[!'()~]/g, percent).replaceAll("%20", "+"),
    component.replaceAll("%20", "+"),
    strict.replaceAll("%20", "+"),
  ];
  return new Set([...upper, ...upper.map((text) => each(text, /%[0-9A-F]{2}/g, (code) => code.toLowerCase()))]);
}

/** Inside quotes of each kind, without any, and as `set -x` and `printf %q` print it. */
function shellForms(value: string): string[] {
  const ansi = each(value, /[\\']|[^ -~]/g, (character) => ansiEscapes[character] ?? character);
  return [
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    each(value, /["$`\\]/g, (character) => `\\${character}`),
    each(value, /["$`\\!]/g, (character) => `\\${character}`),
    each(value, /["\\]/g, (character) => `\\${character}`),
    each(value, /[^A-Za-z0-9_\-.,:/@\n]/gu, (character) => `\\${character}`),
    ...[/[ !"$&'()*,;<>?[\\\]^`{|}]|^[#~]|(?<=[:=])~/g, /[ !"$&'()*;<>?[\\\]^`{|}]|^[#~]|(?<=[:=])~/g].map((quoted) =>
      each(value, quoted, (character) => `\\${character}`),
    ),
    ansi,
    each(ansi, /[\u0080-\u{10ffff}]/gu, (character) =>
      Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    ),
    each(value, /[\\\n\r\t]/g, (character) => ansiEscapes[character]!),
  ];
}

const ansiEscapes: Record<string, string> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x1b": "\\E",
};

/** In XML and HTML, as reports are written. */
function markupForms(value: string): string[] {
  const basic = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = basic.replaceAll('"', "&quot;");
  return [
    basic,
    quoted,
    basic.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
    ...["&#39;", "&apos;", "&#x27;", "&#039;"].map((apostrophe) => quoted.replaceAll("'", apostrophe)),
    quoted.replaceAll("\n", "&#10;").replaceAll("\r", "&#13;").replaceAll("\t", "&#9;"),
  ];
}

/** As a program prints bytes. */
function byteForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const forms = [hex, hex.toUpperCase(), ...base64Forms(bytes), ...wrapped(bytes)];
  // A name and password of OAuth are URL-encoded before the base64; a token's content is JSON.
  for (const inner of [encodeURIComponent(value.toWellFormed()), json(value)])
    if (inner !== value) forms.push(...base64Forms(Buffer.from(inner)));
  return forms;
}

function rareForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const forms: string[] = [];
  // Base64 of base64, as Kubernetes has it, and of UTF-16, as PowerShell has it.
  for (const inner of base64Forms(bytes).slice(0, 3)) forms.push(...base64Forms(Buffer.from(inner)));
  forms.push(...base64Forms(Buffer.from(value, "utf16le")));
  for (const text of [hex, hex.toUpperCase()]) {
    const pairs = text.match(/../g) ?? [];
    forms.push(...[":", " ", "-", "\\x", "%", ", 0x", ",0x"].map((between) => pairs.join(between)));
    const words = text.match(/.{1,4}/g) ?? [];
    forms.push(words.join(" "));
  }
  const escaped = Array.from(value, unicodeEscape).join("");
  forms.push(escaped, upperEscapes(escaped));
  forms.push([...bytes].join(", "), [...bytes].join(","), [...bytes].join(" "));
  return forms;
}

/** What base64 makes of these bytes wherever they stand in a longer text, less the characters their neighbours touch. */
function base64Forms(bytes: Buffer): string[] {
  if (bytes.length < shortestEncoded) return [];
  const standard = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return encoded.slice([0, 2, 3][offset], Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = standard.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const inUrls = standard.map(encodeURIComponent);
  return [...standard, ...urlSafe, ...inUrls, ...standard.map((text) => text.replaceAll("/", "\\/"))];
}

/** The lines of base64 that is broken, where the value begins it. */
function wrapped(bytes: Buffer): string[] {
  const text = bytes.toString("base64").replace(/=+$/, "");
  return wraps.flatMap((width) => (text.length > width ? (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []) : []));
}
