import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useClient } from "../../data/client-context.ts";
import { runsQuery } from "../../data/queries.ts";
import { StateIcon } from "../../ui/state-pill.tsx";
import { Duration } from "../../ui/time.tsx";

const shown = 6;

/** The runs that go on, as they come and go. */
export function RunningNow({ running }: { running: number }) {
  const { data } = useInfiniteQuery(runsQuery(useClient(), { state: "running" }, shown));
  const runs = data?.pages.flatMap((page) => page.items).slice(0, shown) ?? [];
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="running-now">
      <h2 id="running-now" className="mb-2 text-sm font-medium">
        <Trans>Running now</Trans>
      </h2>
      <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {runs.map((run) => (
          <li
            key={run.id}
            className="relative flex items-center gap-2.5 rounded-lg border border-line bg-surface px-3 py-2 text-sm hover:bg-hover"
          >
            <StateIcon state={run.state} />
            <Link
              to="/runs/$run"
              params={{ run: run.id }}
              data-row
              className="min-w-0 flex-1 truncate after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring"
            >
              <span className="font-medium">{run.suiteName}</span>{" "}
              <span className="text-text-3 tabular-nums">#{run.number}</span>{" "}
              <span className="text-text-2">{run.project}</span>
            </Link>
            <Duration startedAt={run.startedAt} durationMs={run.durationMs} />
          </li>
        ))}
      </ul>
      {running > runs.length && (
        <p className="mt-2 text-xs text-text-3">
          <Link to="/runs" search={{ state: "running" }} className="underline hover:text-text">
            <Trans>and {running - runs.length} more</Trans>
          </Link>
        </p>
      )}
    </section>
  );
}
