import { Trans } from "@lingui/react/macro";
import { useId } from "react";
import { Bar, BarChart, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartProps, ChartRow, ChartSeries } from "./chart-data.ts";

const axis = { stroke: "var(--line-strong)", tick: { fill: "var(--text-3)", fontSize: 11 }, tickLine: false } as const;

/** What is seen of a chart; loaded when one is shown. */
export function DrawnChart({ shape, series, rows, format, onChoose }: ChartProps) {
  const id = useId().replace(/[^\w-]/g, "");
  const fillOf = ({ key, color, isStriped }: ChartSeries) => (isStriped ? `url(#${id}-${key})` : color);
  const around = (
    <>
      <defs>
        {series.map(({ key, color }) => (
          <pattern
            key={key}
            id={`${id}-${key}`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" fill={color} />
            <rect width="1.5" height="5" fill="var(--surface)" />
          </pattern>
        ))}
      </defs>
      <XAxis dataKey="label" {...axis} minTickGap={24} />
      <YAxis {...axis} width={56} axisLine={false} tickFormatter={format} allowDecimals={false} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--raised)", stroke: "var(--line-strong)" }}
        content={<Told series={series} format={format} />}
      />
    </>
  );
  const margin = { top: 8, right: 8, bottom: 0, left: 0 };
  const data = [...rows];
  return (
    <ResponsiveContainer width="100%" height="100%">
      {shape === "bars" ? (
        <BarChart data={data} margin={margin} accessibilityLayer={false} barCategoryGap={1}>
          {around}
          {series.map((one) => (
            <Bar
              key={one.key}
              dataKey={(row: ChartRow) => row.values[one.key] ?? 0}
              name={one.label}
              stackId="all"
              fill={fillOf(one)}
              isAnimationActive={false}
              maxBarSize={22}
              {...(onChoose && { cursor: "pointer", onClick: (_: unknown, index: number) => onChoose(index) })}
            />
          ))}
        </BarChart>
      ) : (
        <LineChart data={data} margin={margin} accessibilityLayer={false}>
          {around}
          {series.map(({ key, label, color }) => (
            <Line
              key={key}
              dataKey={(row: ChartRow) => row.values[key] ?? null}
              name={label}
              stroke={color}
              strokeWidth={1.75}
              connectNulls
              isAnimationActive={false}
              dot={rows.length === 1 ? { r: 2, fill: color } : false}
              activeDot={{ r: 3 }}
            />
          ))}
        </LineChart>
      )}
    </ResponsiveContainer>
  );
}

interface ToldProps extends Pick<ChartProps, "series" | "format"> {
  /** Given by the library. */
  active?: boolean;
  payload?: readonly { payload?: unknown }[];
}

/** What stands beside the pointer. */
function Told({ active = false, payload, series, format }: ToldProps) {
  const row = payload?.[0]?.payload as ChartRow | undefined;
  if (!active || !row) return null;
  const told = series.filter(({ key }) => (row.values[key] ?? 0) !== 0);
  return (
    <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-xs shadow-low">
      <p className="font-medium">{row.label}</p>
      {told.length === 0 && (
        <p className="text-text-3">
          <Trans>Nothing</Trans>
        </p>
      )}
      {told.map((one) => (
        <p key={one.key} className="flex items-center gap-1.5 text-text-2">
          <span aria-hidden className="size-2 rounded-xs" style={{ background: one.color }} />
          {one.label}
          <span className="ml-auto pl-3 font-medium text-text tabular-nums">{format(row.values[one.key] ?? 0)}</span>
        </p>
      ))}
    </div>
  );
}
