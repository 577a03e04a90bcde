import { useState } from "react";
import { Button } from "./button.tsx";

export interface ConfirmButtonProps {
  label: string;
  /** What the second press says that it does. */
  confirmation: string;
  isBusy: boolean;
  onConfirm: () => void;
  className?: string;
}

/** For what cannot be taken back: only a second press does it. Going elsewhere takes the first one back. */
export function ConfirmButton({ label, confirmation, isBusy, onConfirm, className }: ConfirmButtonProps) {
  const [isAsked, setAsked] = useState(false);
  return (
    <Button
      look="danger"
      isBusy={isBusy}
      onClick={() => (isAsked ? onConfirm() : setAsked(true))}
      onBlur={() => setAsked(false)}
      {...(className ? { className } : {})}
    >
      <span aria-live="polite">{isAsked ? confirmation : label}</span>
    </Button>
  );
}
