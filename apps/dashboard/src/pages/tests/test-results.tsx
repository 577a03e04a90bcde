import type { TestResult } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../ui/format.ts";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { Table, Td } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";

/** The results one by one, the newest first. */
export function TestResults({ results, isCut }: { results: readonly TestResult[]; isCut: boolean }) {
  if (results.length === 0) {
    return (
      <p className="text-sm text-text-2">
        <Trans>Its results are no longer kept.</Trans>
      </p>
    );
  }
  return (
    <section>
      <h2 className="mb-2 text-sm font-medium">
        <Trans>
          Results{" "}
          <span className="font-normal text-text-3">
            {isCut ? t`the newest ${results.length}` : plural(results.length, { one: "# result", other: "# results" })}
          </span>
        </Trans>
      </h2>
      <Table
        label={t`Results`}
        columns={[t`Run`, t`Outcome`, t`Suite`, t`Branch`, t`Environment`, { end: t`Took` }, { end: t`When` }]}
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
                  {result.flaky && t` on a retry`}
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
