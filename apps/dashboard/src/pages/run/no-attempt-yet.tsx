import type { Run } from "@aac/contract";
import { CircleSlash, Hourglass } from "lucide-react";
import { EmptyState } from "../../ui/message.tsx";
import { isActive } from "../run-words.ts";

/** In place of a log that nothing has written to. */
export function NoAttemptYet({ run }: { run: Run }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      {isActive(run) ? (
        <EmptyState icon={Hourglass} title="Waiting for a worker">
          <p>The run is stored and queued. Its log begins here as soon as a worker has a free place for it.</p>
        </EmptyState>
      ) : (
        <EmptyState icon={CircleSlash} title="No attempt was made">
          <p>{run.reason?.detail ?? "The run ended before a worker took it."}</p>
        </EmptyState>
      )}
    </div>
  );
}
