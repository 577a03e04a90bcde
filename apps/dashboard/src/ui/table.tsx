import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

/** A table that scrolls sideways on its own where the page is too narrow. */
export function Table({ label, head, children }: { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface">
      <table aria-label={label} className="w-full border-collapse text-sm">
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        "h-9 border-b border-line px-3 text-left text-xs font-medium whitespace-nowrap text-text-3",
        className,
      )}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return (
    <td {...rest} className={clsx("h-11 border-b border-line px-3 py-2 [tr:last-child>&]:border-b-0", className)} />
  );
}
