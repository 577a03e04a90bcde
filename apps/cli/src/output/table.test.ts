import { expect, test } from "vitest";
import { createPaint } from "./paint.ts";
import { formatTable } from "./table.ts";

const columns = [
  { title: "NAME", text: (row: { name: string; id: string }) => row.name },
  { title: "ID", text: (row: { name: string; id: string }) => row.id },
];

test("columns line up and lines end without spaces", () => {
  const rows = [
    { name: "checkout", id: "1" },
    { name: "api", id: "22" },
  ];
  expect(formatTable(columns, rows, createPaint(false))).toBe("NAME      ID\ncheckout  1\napi       22\n");
});

test("colours do not count as width", () => {
  const painted = [{ ...columns[0]!, paint: (_: unknown, text: string) => `<${text}>` }, columns[1]!];
  expect(formatTable(painted, [{ name: "a", id: "1" }], createPaint(false))).toBe("NAME  ID\n<a   >  1\n");
});
