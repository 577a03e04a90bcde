import { expect, test } from "vitest";
import { fileKind } from "./file-kind.ts";
import { fileTree } from "./file-tree.ts";
import { anArtifact } from "./run.fixture.ts";

const artifacts = [
  "junit.xml",
  "test-results/a/b/one.png",
  "test-results/a/b/two.png",
  "report/index.html",
  "report/data/x.js",
].map((path, index) => anArtifact(index, { path, sizeBytes: 10 }));
const shown = (isOpen: (path: string) => boolean) =>
  fileTree(artifacts, isOpen, () => "").map(
    (row) => `${"  ".repeat(row.depth)}${row.name}${row.kind === "folder" ? `/ ${row.files}` : ""}`,
  );

test("files stand in their folders, and folders that hold but one are one", () => {
  expect(shown(() => true)).toEqual([
    "report/ 2",
    "  data/ 1",
    "    x.js",
    "  index.html",
    "test-results/a/b/ 2",
    "  one.png",
    "  two.png",
    "junit.xml",
  ]);
});

test("a closed folder shows how many files it has", () => {
  expect(shown((path) => path.startsWith("test"))).toEqual([
    "report/ 2",
    "test-results/a/b/ 2",
    "  one.png",
    "  two.png",
    "junit.xml",
  ]);
});

test.each([
  ["a.png", "image/png", "image"],
  ["a.webm", "video/webm", "video"],
  ["a.json", "application/json", "json"],
  ["a.har", "application/octet-stream", "json"],
  ["a.xml", "application/xml", "text"],
  ["a.log", "application/octet-stream", "text"],
  ["index.html", "text/html; charset=utf-8", "page"],
  ["a.zip", "application/zip", "other"],
])("%s of type %s is %s", (path, contentType, kind) => {
  expect(fileKind({ path, contentType })).toBe(kind);
});
