import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  description: ReactNode;
  /** For pictures. */
  isWide?: boolean;
  children: ReactNode;
}

/** Something to answer before going on. Escape, the cross and a press beside it close it. */
export function Dialog({ isOpen, onClose, title, description, isWide = false, children }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          className={clsx(
            "appear fixed inset-x-3 top-[8dvh] z-40 mx-auto flex max-h-[84dvh] flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-high outline-none",
            isWide ? "max-w-5xl" : "max-w-lg",
          )}
        >
          <div className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              <Radix.Description className="text-sm text-text-2">{description}</Radix.Description>
            </div>
            <Radix.Close
              aria-label={t`Close`}
              className="flex size-7 items-center justify-center rounded-md text-text-3 hover:bg-raised hover:text-text"
            >
              <X aria-hidden size={16} />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
