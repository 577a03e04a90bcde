/** One of the things that a chart counts, such as runs that failed. */
export interface ChartSeries {
  key: string;
  label: string;
  /** A CSS colour. */
  color: string;
  /** Drawn with stripes, so that it is told apart without its colour. */
  isStriped?: boolean;
}

export interface ChartRow {
  /** What stands below it, and in the first column of the table. */
  label: string;
  /** By the key of the series; what is not there is not drawn. */
  values: Readonly<Record<string, number>>;
}

export interface ChartProps {
  /** What it shows, for whoever cannot see it. */
  label: string;
  shape: "bars" | "line";
  series: readonly ChartSeries[];
  /** From left to right. */
  rows: readonly ChartRow[];
  format: (value: number) => string;
  heightPx?: number;
  /** Without axes, for small ones that stand among others. */
  isSpark?: boolean;
  /** Called with the place of a bar that was chosen. */
  onChoose?: (index: number) => void;
}
