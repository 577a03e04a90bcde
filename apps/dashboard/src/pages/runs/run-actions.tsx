import type { RunSummary } from "@aac/contract";
import { lazy, Suspense, useState } from "react";
import { BatchBar, type BatchKind } from "./batch-bar.tsx";
import { useBatch } from "./use-batch.ts";

const DeleteDialog = lazy(async () => ({ default: (await import("./delete-dialog.tsx")).DeleteDialog }));
const LabelDialog = lazy(async () => ({ default: (await import("./label-dialog.tsx")).LabelDialog }));

interface Asked {
  kind: "label" | "delete";
  runs: readonly RunSummary[];
  /** How many were chosen. */
  of: number;
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
    if (kind === "label" || kind === "delete") setAsked({ kind, runs: some, of });
    else batch.mutate({ kind, runs: some }, { onSuccess: onClear });
  };
  const element = (
    <Suspense>
      {chosen.length > 0 && (
        <BatchBar
          runs={chosen}
          isBusy={batch.isPending}
          onAct={(kind, some) => act(kind, some, chosen.length)}
          onClear={onClear}
        />
      )}
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
      {asked?.kind === "delete" && (
        <DeleteDialog
          runs={asked.runs}
          stay={asked.of - asked.runs.length}
          onDelete={() => {
            setAsked(null);
            onClear();
            batch.mutate({ kind: "delete", runs: asked.runs });
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Suspense>
  );
  return { act, element };
}
