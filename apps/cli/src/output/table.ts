import type { Paint } from "./paint.ts";

export interface Column<T> {
  title: string;
  text(row: T): string;
  paint?(row: T, padded: string, paint: Paint): string;
}

const gap = "  ";

/** Rows below their titles, columns as wide as their widest text, without spaces at the ends of lines. */
export function formatTable<T>(columns: readonly Column<T>[], rows: readonly T[], paint: Paint): string {
  const widths = columns.map(({ title, text }) => Math.max(title.length, ...rows.map((row) => text(row).length)));
  const last = columns.length - 1;
  const pad = (text: string, index: number) => (index === last ? text : text.padEnd(widths[index] ?? 0));
  const head = columns.map(({ title }, index) => paint("dim", pad(title, index))).join(gap);
  const lines = rows.map((row) =>
    columns
      .map((column, index) => {
        const padded = pad(column.text(row), index);
        return column.paint ? column.paint(row, padded, paint) : padded;
      })
      .join(gap),
  );
  return [head, ...lines].map((line) => `${line}\n`).join("");
}
