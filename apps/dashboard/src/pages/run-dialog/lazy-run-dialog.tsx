import { lazy, Suspense } from "react";
import type { RunDialogProps } from "./run-dialog.tsx";

const RunDialog = lazy(async () => ({ default: (await import("./run-dialog.tsx")).RunDialog }));

/** The dialog, loaded when it is first asked for. */
export function LazyRunDialog(props: RunDialogProps) {
  return (
    <Suspense>
      <RunDialog {...props} />
    </Suspense>
  );
}
