import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleSlash, Hourglass } from "lucide-react";
import { EmptyState } from "../../ui/message.tsx";
import { isActive } from "../run-words.ts";

/** In place of a log that nothing has written to. */
export function NoAttemptYet({ run }: { run: Run }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      {isActive(run) ? (
        <EmptyState icon={Hourglass} title={t`Waiting for a worker`}>
          <p>
            <Trans>
              The run is stored and queued. Its log begins here as soon as a worker has a free place for it.
            </Trans>
          </p>
        </EmptyState>
      ) : (
        <EmptyState icon={CircleSlash} title={t`No attempt was made`}>
          <p>{run.reason?.detail ?? t`The run ended before a worker took it.`}</p>
        </EmptyState>
      )}
    </div>
  );
}
