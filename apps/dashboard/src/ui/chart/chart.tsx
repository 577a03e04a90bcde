import { Trans } from "@lingui/react/macro";
import { lazy, Suspense } from "react";
import type { ChartProps } from "./chart-data.ts";
import { Spark } from "./spark.tsx";

// The library is large, and no page needs it to be read.
const DrawnChart = lazy(async () => ({ default: (await import("./drawn-chart.tsx")).DrawnChart }));

/** A chart, and the same as a table for whoever cannot see it. */
export function Chart(props: ChartProps) {
  const { label, series, rows, format, heightPx = 160, isSpark = false } = props;
  const counted = series.filter(({ key }) => rows.some(({ values }) => values[key] !== undefined));
  return (
    <figure className="min-w-0">
      <div aria-hidden style={{ height: heightPx }}>
        {isSpark ? (
          <Spark {...props} />
        ) : (
          <Suspense fallback={<div className="skeleton h-full w-full" />}>
            <DrawnChart {...props} />
          </Suspense>
        )}
      </div>
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">
                <Trans>When</Trans>
              </th>
              {counted.map(({ key, label: name }) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- Two runs may have the same label.
              <tr key={index}>
                <th scope="row">{row.label}</th>
                {counted.map(({ key }) => (
                  <td key={key}>{row.values[key] === undefined ? "–" : format(row.values[key])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
