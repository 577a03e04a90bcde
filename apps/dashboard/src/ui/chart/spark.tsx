import { t } from "@lingui/core/macro";
import { useId } from "react";
import type { ChartProps, ChartRow, ChartSeries } from "./chart-data.ts";

const unit = 10;
const height = 100;

/** A small chart without axes: drawn by hand, so that the first page need not load a library for it. */
export function Spark({ shape, series, rows, format }: Omit<ChartProps, "label">) {
  const id = useId().replace(/[^\w-]/g, "");
  const sums = rows.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0));
  const highest = Math.max(...sums, 0) || 1;
  return (
    <svg
      viewBox={`0 0 ${rows.length * unit} ${height}`}
      preserveAspectRatio="none"
      width="100%"
      height="100%"
      className="overflow-visible"
    >
      <defs>
        {series.map(({ key, color }) => (
          <pattern key={key} id={`${id}-${key}`} width="10" height="12" patternUnits="userSpaceOnUse">
            <rect width="10" height="12" fill={color} />
            <rect width="10" height="3.5" fill="var(--surface)" />
          </pattern>
        ))}
      </defs>
      {shape === "line" && <Lines series={series} rows={rows} highest={highest} />}
      {rows.map((row, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- A row is known by its place.
        <g key={index}>
          {shape === "bars" && <Column row={row} series={series} highest={highest} x={index * unit} patterns={id} />}
          <rect x={index * unit} width={unit} height={height} fill="transparent">
            <title>{tell(row, series, format)}</title>
          </rect>
        </g>
      ))}
      <line
        x1="0"
        x2={rows.length * unit}
        y1={height}
        y2={height}
        stroke="var(--line)"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

interface ColumnProps {
  row: ChartRow;
  series: readonly ChartSeries[];
  highest: number;
  x: number;
  patterns: string;
}

function Column({ row, series, highest, x, patterns }: ColumnProps) {
  let top = height;
  return series.map(({ key, color, isStriped }) => {
    const size = ((row.values[key] ?? 0) / highest) * height;
    top -= size;
    const fill = isStriped ? `url(#${patterns}-${key})` : color;
    return size > 0 ? <rect key={key} x={x + 1} y={top} width={unit - 2} height={size} fill={fill} /> : null;
  });
}

function Lines({
  series,
  rows,
  highest,
}: {
  series: readonly ChartSeries[];
  rows: readonly ChartRow[];
  highest: number;
}) {
  return series.map(({ key, color }) => {
    const points = rows.flatMap(({ values }, index) => {
      const value = values[key];
      return value === undefined
        ? []
        : [[index * unit + unit / 2, height - (value / highest) * (height - 10)] as const];
    });
    // A single point is drawn as a dash: a line of one point is not seen.
    const [only] = points;
    const drawn =
      points.length === 1
        ? [
            [only![0] - 4, only![1]],
            [only![0] + 4, only![1]],
          ]
        : points;
    return (
      <polyline
        key={key}
        points={drawn.map((point) => point.join(",")).join(" ")}
        fill="none"
        stroke={color}
        strokeWidth="1.75"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    );
  });
}

function tell({ label, values }: ChartRow, series: readonly ChartSeries[], format: (value: number) => string): string {
  const told = series.flatMap(({ key, label: name }) => (values[key] ? [`${name}: ${format(values[key])}`] : []));
  return [label, ...(told.length > 0 ? told : [t`nothing`])].join("\n");
}
