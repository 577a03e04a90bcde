import clsx from "clsx";
import { LoaderCircle, type LucideIcon } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

const looks = {
  primary: "bg-accent-solid text-on-accent shadow-low hover:bg-accent-solid-hover",
  secondary: "border border-line-strong bg-surface text-text shadow-low hover:bg-hover",
  ghost: "text-text-2 hover:bg-raised hover:text-text",
  danger: "border border-line-strong bg-surface text-failed shadow-low hover:bg-failed-soft",
};

const base =
  "inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-pressed:bg-accent-soft aria-pressed:text-accent";

export interface ButtonProps extends Omit<ComponentProps<"button">, "children"> {
  children: ReactNode;
  look?: keyof typeof looks;
  size?: "small" | "medium";
  icon?: LucideIcon;
  /** Something is on its way: shows it, and takes no further press. */
  isBusy?: boolean;
}

export function Button({
  look = "secondary",
  size = "medium",
  icon: Icon,
  isBusy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  const Shown = isBusy ? LoaderCircle : Icon;
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={clsx(
        base,
        looks[look],
        size === "small" ? "h-7 gap-1.5 px-2.5 text-xs" : "h-8 gap-2 px-3 text-sm",
        className,
      )}
    >
      {Shown && <Shown aria-hidden size={size === "small" ? 14 : 15} className={clsx(isBusy && "animate-spin")} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  /** What it does: for screen readers, and on hover. */
  label: string;
  icon: LucideIcon;
}

export function IconButton({ label, icon: Icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={clsx(base, looks.ghost, "size-7", className)}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}

/** A link that looks like a button: the link is the child. */
export function ButtonLink({
  children,
  look = "secondary",
  className,
}: {
  children: ReactNode;
  look?: keyof typeof looks;
  className?: string;
}) {
  return <Slot.Root className={clsx(base, looks[look], "h-8 gap-2 px-3 text-sm", className)}>{children}</Slot.Root>;
}
