/** What may stand before the root element, by how it begins and ends. */
const before = [
  ["<?", "?>"],
  ["<!--", "-->"],
  ["<!", ">"],
] as const;

/** The name of a document's root element, from its beginning; null when there is none in sight. */
export function rootElement(text: string): string | null {
  let rest = text.trimStart();
  for (;;) {
    const part = before.find(([start]) => rest.startsWith(start));
    if (!part) return /^<([\w.:-]+)[\s/>]/.exec(rest)?.[1] ?? null;
    // An internal subset holds `>` of its own; it ends with `]>`.
    const subset = part[0] === "<!" ? /^[^>[]*\[/.exec(rest) : null;
    const terminator = subset ? "]>" : part[1];
    const end = rest.indexOf(terminator, part[0].length);
    if (end < 0) return null;
    rest = rest.slice(end + terminator.length).trimStart();
  }
}
