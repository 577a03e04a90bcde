import clsx from "clsx";
import { useEffect, useRef } from "react";

export interface SelectBoxProps {
  label: string;
  isChecked: boolean;
  /** Some of what it stands for is chosen. */
  isMixed?: boolean;
  /** With whether the range up to here is meant. */
  onToggle: (isRange: boolean) => void;
  className?: string;
}

/** Chooses a row; with Shift held, all from the last one to it. */
export function SelectBox({ label, isChecked, isMixed = false, onToggle, className }: SelectBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    // Larger than it looks, for fingers.
    <span className={clsx("relative z-1 flex size-6 shrink-0 items-center justify-center", className)}>
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={isChecked}
        onChange={() => undefined}
        onClick={(event) => onToggle(event.shiftKey)}
        className="size-4 cursor-pointer accent-accent-solid before:absolute before:inset-0"
      />
    </span>
  );
}
