import { describe, expect, test } from "vitest";
import { markLinks, markMatches } from "./line-marks.ts";

describe("markMatches", () => {
  const cut = (spans: { text: string; color?: string }[], query: string) =>
    markMatches(spans, query).map((span) => (span.isMatch ? `[${span.text}]` : span.text));

  test("each match is a span of its own", () => {
    expect(cut([{ text: "an error, an Error" }], "error")).toEqual(["an ", "[error]", ", an ", "[Error]"]);
  });

  test("a match across colours is marked in each of them, and the colours stay", () => {
    const spans = [{ text: "an er", color: "red" }, { text: "ror!" }];
    expect(markMatches(spans, "error")).toEqual([
      { text: "an ", color: "red" },
      { text: "er", color: "red", isMatch: true },
      { text: "ror", isMatch: true },
      { text: "!" },
    ]);
  });

  test("matches do not overlap", () => {
    expect(cut([{ text: "aaaaa" }], "aa")).toEqual(["[aa]", "[aa]", "a"]);
  });

  test("without a match, or without a query, the spans stay as they are", () => {
    const spans = [{ text: "fine" }];
    expect(markMatches(spans, "error")).toBe(spans);
    expect(markMatches(spans, "")).toBe(spans);
  });

  test("letters whose lower case is longer do not shift the marks", () => {
    expect(cut([{ text: "İİ error" }], "error")).toEqual(["İİ ", "[error]"]);
  });
});

describe("markLinks", () => {
  const links = (text: string) =>
    markLinks([{ text }]).flatMap((span) => (span.href ? [`${span.text} -> ${span.href}`] : []));

  test("an address leads where it says, without the sentence around it", () => {
    expect(links("see https://a.example/b?c=d#e, or (http://f.example/).")).toEqual([
      "https://a.example/b?c=d#e -> https://a.example/b?c=d#e",
      "http://f.example/ -> http://f.example/",
    ]);
    expect(links('{"url":"https://a.example/x"}')).toEqual(["https://a.example/x -> https://a.example/x"]);
  });

  test("colours and matches inside an address do not cut where it leads", () => {
    const spans = [{ text: "http://a.ex", color: "red" }, { text: "ample/b end" }];
    expect(markMatches(markLinks(spans), "ple")).toEqual([
      { text: "http://a.ex", color: "red", href: "http://a.example/b" },
      { text: "am", href: "http://a.example/b" },
      { text: "ple", href: "http://a.example/b", isMatch: true },
      { text: "/b", href: "http://a.example/b" },
      { text: " end" },
    ]);
  });

  test("nothing but the web is linked", () => {
    expect(links("javascript:alert(1) file:///etc/passwd ftp://a.example http://")).toEqual([]);
    expect(links("xhttp://a.example")).toEqual([]);
  });
});
