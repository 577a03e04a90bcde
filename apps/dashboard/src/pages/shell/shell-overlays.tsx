import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { type ShellActions, ShellContext } from "./shell-context.ts";
import { useShortcuts } from "./shortcuts.ts";

const Palette = lazy(async () => ({ default: (await import("./palette/palette.tsx")).Palette }));
const HelpSheet = lazy(async () => ({ default: (await import("./help-sheet.tsx")).HelpSheet }));

/** What opens above every page, by a key or from a page itself; each is loaded when it is first asked for. */
export function ShellOverlays({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<"palette" | "help" | "run" | null>(null);
  const actions = useMemo<ShellActions>(
    () => ({
      openPalette: () => setOpen("palette"),
      openHelp: () => setOpen("help"),
      runSuite: () => setOpen("run"),
    }),
    [],
  );
  useShortcuts(actions);
  const close = () => setOpen(null);
  return (
    <ShellContext value={actions}>
      {children}
      <Suspense>
        {open === "palette" && <Palette onClose={close} />}
        {open === "help" && <HelpSheet onClose={close} />}
      </Suspense>
      {open === "run" && <LazyRunDialog onClose={close} />}
    </ShellContext>
  );
}
