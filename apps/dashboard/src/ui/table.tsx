import { t } from "@lingui/core/macro";
import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

export interface TableProps {
  label: string;
  /** What stands above each; `end`: of figures, which stand at the end. */
  columns: readonly (string | { end: string })[];
  /** One more column, of what can be done with a row. */
  hasActions?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways on its own where the page is too narrow. */
export function Table({ label, columns, hasActions = false, children }: TableProps) {
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface">
      <table aria-label={label} className="w-full border-collapse text-sm">
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === "string" ? (
                <Th key={column}>{column}</Th>
              ) : (
                <Th key={column.end} className="text-right">
                  {column.end}
                </Th>
              ),
            )}
            {hasActions && (
              <Th>
                <span className="sr-only">{t`What can be done`}</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function Th({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <th
      scope="col"
      className={clsx(
        "h-9 border-b border-line px-3 text-left text-xs font-medium whitespace-nowrap text-text-3",
        className,
      )}
    >
      {children}
    </th>
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return (
    <td {...rest} className={clsx("h-11 border-b border-line px-3 py-2 [tr:last-child>&]:border-b-0", className)} />
  );
}
