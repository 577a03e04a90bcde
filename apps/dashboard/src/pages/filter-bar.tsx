import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { SlidersHorizontal, X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../ui/button.tsx";

export interface FilterBarProps {
  label: string;
  search: ReactNode;
  /** How many of the filters besides the search are set. */
  count: number;
  /** Absent: nothing is set. */
  onClear: (() => void) | false;
  /** The filters. */
  children: ReactNode;
}

/** What narrows a list. It stands in the address, so that a link shows others the same. */
export function FilterBar({ label, search, count, onClear, children }: FilterBarProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <div role="search" aria-label={label} className="flex flex-wrap items-center gap-2">
      {search}
      {/* Of a phone's screen the list should see more than its filters do. */}
      <Button
        icon={SlidersHorizontal}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="sm:hidden"
      >
        <Trans>Filters{count > 0 && ` (${count})`}</Trans>
      </Button>
      <div
        id={id}
        className={clsx("flex-wrap items-center gap-2", isOpen ? "flex w-full sm:w-auto" : "hidden sm:contents")}
      >
        {children}
      </div>
      {onClear && (
        <Button look="ghost" icon={X} onClick={onClear}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </div>
  );
}
