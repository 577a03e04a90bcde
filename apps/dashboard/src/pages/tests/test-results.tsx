import type { TestResult } from "@aac/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration, formatNumberOf } from "../../ui/format.ts";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { Table, Td, Th } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";

/** The results one by one, the newest first. */
export function TestResults({ results, isCut }: { results: readonly TestResult[]; isCut: boolean }) {
  if (results.length === 0) {
    return <p className="text-sm text-text-2">Its results are no longer kept.</p>;
  }
  return (
    <section>
      <h2 className="mb-2 text-sm font-medium">
        Results{" "}
        <span className="font-normal text-text-3">
          {isCut ? `the newest ${results.length}` : formatNumberOf(results.length, "result")}
        </span>
      </h2>
      <Table
        label="Results"
        head={
          <>
            <Th>Run</Th>
            <Th>Outcome</Th>
            <Th>Suite</Th>
            <Th>Branch</Th>
            <Th>Environment</Th>
            <Th className="text-right">Took</Th>
            <Th className="text-right">When</Th>
          </>
        }
      >
        {results.map((result) => {
          const { icon: Icon, ink, label } = outcomeLooks[result.status];
          return (
            <tr key={result.id} className="hover:bg-hover">
              <Td>
                <Link
                  to="/runs/$run"
                  params={{ run: result.run.id }}
                  data-row
                  className="rounded-sm font-medium tabular-nums underline"
                >
                  #{result.run.number}
                </Link>
              </Td>
              <Td>
                <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${ink}`}>
                  <Icon aria-hidden size={15} strokeWidth={2.25} /> {label}
                  {result.flaky && " on a retry"}
                </span>
              </Td>
              <Td className="whitespace-nowrap">{result.suite}</Td>
              <Td className="max-w-56 truncate">{result.branch ?? "–"}</Td>
              <Td className="whitespace-nowrap">{result.environment ?? "–"}</Td>
              <Td className="text-right tabular-nums">
                {result.durationMs === null ? "–" : formatDuration(result.durationMs)}
              </Td>
              <Td className="text-right text-xs text-text-3">
                <Ago instant={result.run.at} className="whitespace-nowrap" />
              </Td>
            </tr>
          );
        })}
      </Table>
    </section>
  );
}
