import type { RunSummary } from "@aac/contract";
import { lazy, Suspense, useState } from "react";
import type { AskedKind } from "./ask-dialog.tsx";
import { BatchBar, type BatchKind } from "./batch-bar.tsx";
import { useBatch } from "./use-batch.ts";

const AskDialog = lazy(async () => ({ default: (await import("./ask-dialog.tsx")).AskDialog }));
const LabelDialog = lazy(async () => ({ default: (await import("./label-dialog.tsx")).LabelDialog }));

interface Asked {
  readonly kind: "label" | AskedKind;
  readonly runs: readonly RunSummary[];
  /** How many were chosen. */
  readonly of: number;
}

export interface RunActionsOptions {
  chosen: readonly RunSummary[];
  /** Everything that is loaded. */
  runs: readonly RunSummary[];
  onClear: () => void;
}

/** What is done to runs of the list: `act` begins it, `element` asks what is still to be asked and shows the chosen ones. */
export function useRunActions({ chosen, runs, onClear }: RunActionsOptions) {
  const batch = useBatch();
  const [asked, setAsked] = useState<Asked | null>(null);
  const act = (kind: BatchKind, some: readonly RunSummary[], of = some.length) => {
    if (kind === "rerun") batch.mutate({ kind, runs: some }, { onSuccess: onClear });
    else setAsked({ kind, runs: some, of });
  };
  const element = (
    <>
      {chosen.length > 0 && (
        <BatchBar
          runs={chosen}
          isBusy={batch.isPending}
          onAct={(kind, some) => act(kind, some, chosen.length)}
          onClear={onClear}
        />
      )}
      {/* Without the bar: what waits for a dialog's code stays in sight. */}
      <Suspense>
        {asked?.kind === "label" && (
          <LabelDialog
            runs={asked.runs}
            known={[...new Set(runs.flatMap(({ labels }) => labels))].toSorted()}
            onSave={(change) => {
              setAsked(null);
              batch.mutate({ kind: "label", runs: asked.runs, ...change }, { onSuccess: onClear });
            }}
            onClose={() => setAsked(null)}
          />
        )}
        {asked && asked.kind !== "label" && (
          <AskDialog
            kind={asked.kind}
            runs={asked.runs}
            stay={asked.of - asked.runs.length}
            onSure={() => {
              setAsked(null);
              batch.mutate({ kind: asked.kind as AskedKind, runs: asked.runs }, { onSuccess: onClear });
            }}
            onClose={() => setAsked(null)}
          />
        )}
      </Suspense>
    </>
  );
  return { act, element };
}
