import type { RunRef, TestDetails } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatDuration } from "../../ui/format.ts";
import { Ago } from "../../ui/time.tsx";

/** What is known of a test at a glance. */
export function TestFacts({ test }: { test: TestDetails }) {
  const { failed, counted, durationMs } = test;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
      <Fact name={t`Failing since`}>
        {test.failingSince ? (
          <Ref run={test.failingSince} />
        ) : (
          <span className="text-text-3">
            <Trans>It is not failing</Trans>
          </span>
        )}
      </Fact>
      <Fact name={t`Last passed`}>{test.lastPassed ? <Ref run={test.lastPassed} /> : <Unknown />}</Fact>
      <Fact name={t`Last failed`}>{test.lastFailed ? <Ref run={test.lastFailed} /> : <Unknown />}</Fact>
      <Fact name={t`Failed`}>{counted === 0 ? <Unknown /> : t`${failed} of the last ${counted}`}</Fact>
      <Fact name={t`Takes on average`}>{durationMs === null ? <Unknown /> : formatDuration(durationMs)}</Fact>
      <Fact name={t`First seen`}>
        <Ago instant={test.firstSeenAt} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="bg-surface px-3 py-2.5 sm:px-4">
      <dt className="text-xs text-text-2">{name}</dt>
      <dd className="mt-0.5 text-sm font-medium">{children}</dd>
    </div>
  );
}

function Ref({ run }: { run: RunRef }) {
  return (
    <>
      <Link to="/runs/$run" params={{ run: run.id }} className="rounded-sm underline">
        #{run.number}
      </Link>{" "}
      <Ago instant={run.at} className="text-xs font-normal text-text-3" />
    </>
  );
}

const Unknown = () => <span className="font-normal text-text-3">–</span>;
