import type { RunSummary } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Ellipsis } from "lucide-react";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import type { BatchKind } from "./batch-bar.tsx";

const load = () => import("./open-run-menu.tsx");
const OpenRunMenu = lazy(async () => ({ default: (await load()).OpenRunMenu }));

export interface RunMenuProps {
  run: RunSummary;
  onAct: (kind: BatchKind, runs: readonly RunSummary[]) => void;
}

/** What can be done to one run from the list: a button, until the menu is first asked for. */
export function RunMenu(props: RunMenuProps) {
  const [isAsked, setAsked] = useState(false);
  const button = <MenuButton run={props.run} onPointerEnter={() => void load()} onClick={() => setAsked(true)} />;
  if (!isAsked) return button;
  return (
    <Suspense fallback={button}>
      <OpenRunMenu {...props} />
    </Suspense>
  );
}

export function MenuButton({ run, ...rest }: { run: RunSummary } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      aria-label={t`Actions for ${run.suiteName} #${run.number}`}
      aria-haspopup="menu"
      {...rest}
      className="relative z-1 inline-flex size-7 shrink-0 items-center justify-center rounded-md text-text-3 hover:bg-raised hover:text-text data-[state=open]:bg-raised data-[state=open]:text-text"
    >
      <Ellipsis aria-hidden size={16} />
    </button>
  );
}
