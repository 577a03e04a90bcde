import { Trans } from "@lingui/react/macro";
import { Search } from "lucide-react";
import { Keys } from "../../ui/keys.tsx";
import { useShell } from "./shell-context.ts";
import { paletteKeys } from "./shortcuts.ts";

/** The way to the palette for who does not know its keys. */
export function PaletteButton() {
  const { openPalette } = useShell();
  return (
    <button
      type="button"
      onClick={openPalette}
      className="mx-3 mb-2 flex h-8 shrink-0 items-center gap-2 rounded-md border border-line bg-canvas px-2 text-sm text-text-3 hover:border-line-strong hover:text-text-2"
    >
      <Search aria-hidden size={14} />
      <span className="flex-1 text-left">
        <Trans>Go to, or do…</Trans>
      </span>
      <Keys keys={paletteKeys} />
    </button>
  );
}
