import { useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";

export interface ConfirmButtonProps {
  label: string;
  /** What the second press says that it does. */
  confirmation: string;
  isBusy: boolean;
  onConfirm: () => void;
  /** For screen readers, where the label alone does not say of what. */
  name?: string;
  size?: ButtonProps["size"];
  className?: string;
}

/** For what cannot be taken back: only a second press does it. Going elsewhere takes the first one back. */
export function ConfirmButton({ label, confirmation, isBusy, onConfirm, ...rest }: ConfirmButtonProps) {
  const { name, size = "medium", className } = rest;
  const [isAsked, setAsked] = useState(false);
  return (
    <Button
      look="danger"
      isBusy={isBusy}
      onClick={() => (isAsked ? onConfirm() : setAsked(true))}
      onBlur={() => setAsked(false)}
      size={size}
      {...(name ? { "aria-label": `${isAsked ? confirmation : label}: ${name}` } : {})}
      {...(className ? { className } : {})}
    >
      <span aria-live="polite">{isAsked ? confirmation : label}</span>
    </Button>
  );
}
