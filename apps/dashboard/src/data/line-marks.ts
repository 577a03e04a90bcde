import type { Span } from "./ansi.ts";
import { foldCase } from "./fold-case.ts";

export interface MarkedSpan extends Span {
  /** Part of what is searched for. */
  readonly isMatch?: true;
  /** Part of an address of the web: where it leads. */
  readonly href?: string;
}

/** The spans of a line, cut so that every place where the text stands is a span of its own. */
export function markMatches(spans: readonly MarkedSpan[], query: string): readonly MarkedSpan[] {
  const needle = foldCase(query);
  if (needle === "") return spans;
  const text = foldCase(textOf(spans));
  const places: Place[] = [];
  for (let from = text.indexOf(needle); from !== -1; from = text.indexOf(needle, from + needle.length)) {
    places.push({ from, to: from + needle.length, mark: { isMatch: true } });
  }
  return cut(spans, places);
}

/** The spans of a line, cut so that every address of the web is a link, whatever colours it has inside. */
export function markLinks(spans: readonly MarkedSpan[]): readonly MarkedSpan[] {
  const text = textOf(spans);
  if (!text.includes("://")) return spans;
  const places = [...text.matchAll(addresses)].map(({ 0: href, index: from }): Place => ({
    from,
    to: from + href.length,
    mark: { href },
  }));
  return cut(spans, places);
}

/** Ends before what more likely belongs to the sentence around it. */
const addresses = /\bhttps?:\/\/[^\s"'<>`|\\^]*[^\s"'<>`|\\^.,;:!?)\]}]/g;

interface Place {
  readonly from: number;
  readonly to: number;
  readonly mark: Pick<MarkedSpan, "isMatch" | "href">;
}

/** Cuts at the places, which are in order and do not overlap, and marks what lies in them. */
function cut(spans: readonly MarkedSpan[], places: readonly Place[]): readonly MarkedSpan[] {
  if (places.length === 0) return spans;
  const marked: MarkedSpan[] = [];
  let next = 0;
  let start = 0;
  for (const span of spans) {
    const end = start + span.text.length;
    for (let at = start; at < end;) {
      while (next < places.length && places[next]!.to <= at) next++;
      const place = places[next];
      const isIn = place !== undefined && place.from <= at;
      const until = Math.min(end, place ? (isIn ? place.to : place.from) : end);
      marked.push({ ...span, text: span.text.slice(at - start, until - start), ...(isIn && place.mark) });
      at = until;
    }
    start = end;
  }
  return marked;
}

function textOf(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join("");
}
