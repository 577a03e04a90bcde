import type { TestResult } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { groupErrors } from "../../data/test-history.ts";
import { Ago } from "../../ui/time.tsx";

const runsShown = 6;

/** What a test fails with, each message once. */
export function ErrorGroups({ results }: { results: readonly TestResult[] }) {
  const groups = groupErrors(results);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="errors">
      <h2 id="errors" className="mb-2 text-sm font-medium">
        <Trans>Errors</Trans>
      </h2>
      <ul className="flex flex-col gap-2">
        {groups.map(({ message, results: same }) => (
          <li key={same[0]!.id} className="rounded-lg border border-line bg-surface p-3 sm:p-4">
            <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs text-text-2">
              <span className="font-medium text-failed">
                {plural(same.length, { one: "# failure", other: "# failures" })}
              </span>
              <span>
                <Trans>
                  last <Ago instant={same[0]!.run.at} />
                </Trans>
              </span>
              <span className="flex flex-wrap gap-x-2">
                {same.slice(0, runsShown).map(({ id, run }) => (
                  <Link key={id} to="/runs/$run" params={{ run: run.id }} className="rounded-sm underline">
                    #{run.number}
                  </Link>
                ))}
                {same.length > runsShown && (
                  <span>
                    <Trans>and {same.length - runsShown} more</Trans>
                  </span>
                )}
              </span>
            </p>
            <pre
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls is reached by keyboard.
              tabIndex={0}
              className="mt-2 max-h-40 overflow-auto rounded-md bg-raised p-2.5 font-mono text-xs whitespace-pre-wrap"
            >
              {message || t`No message`}
            </pre>
          </li>
        ))}
      </ul>
    </section>
  );
}
