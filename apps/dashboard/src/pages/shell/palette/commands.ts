import type { LucideIcon } from "lucide-react";

/** One line of the palette: somewhere to go, or something to do. */
export interface PaletteCommand {
  readonly id: string;
  /** Under which heading it stands. */
  readonly group: string;
  readonly label: string;
  /** What tells it from others of the same name. */
  readonly note?: string;
  readonly icon: LucideIcon;
  readonly keys?: string;
  /** Other words by which it is found. */
  readonly words?: readonly string[];
  /** The palette is closed by then. */
  carryOut(): void;
}

/** The number that somebody means: `#12`, `12`, `run 12`. */
export function numberMeant(text: string): number | null {
  const digits = /^(?:run\s*)?#?(\d{1,12})$/i.exec(text.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}
