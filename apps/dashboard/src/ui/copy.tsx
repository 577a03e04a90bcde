import { t } from "@lingui/core/macro";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useToaster } from "./toast.tsx";

/** Puts text on the clipboard and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isDone, setDone] = useState(false);
  const toaster = useToaster();
  const Icon = isDone ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="inline-flex size-5 items-center justify-center rounded text-text-3 hover:bg-raised hover:text-text"
      onClick={() => {
        void copyText(text).then(
          () => setDone(true),
          (error: unknown) => toaster.failed(error),
        );
      }}
      onBlur={() => setDone(false)}
    >
      <Icon aria-hidden size={13} />
    </button>
  );
}

/** A command to type, with a button that copies it. */
export function Command({ children }: { children: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-2 rounded-md border border-line bg-raised py-1 pr-1.5 pl-2.5 font-mono text-xs text-text">
      <span className="min-w-0 text-left wrap-anywhere">{children}</span>
      <CopyButton text={children} label={t`Copy the command`} />
    </span>
  );
}

/** Without HTTPS, other than on localhost, browsers have no clipboard to write to. */
export async function copyText(text: string): Promise<void> {
  if (!("clipboard" in navigator)) {
    throw new Error(t`This browser gives pages the clipboard only over HTTPS. Select the text and copy it by hand.`);
  }
  await navigator.clipboard.writeText(text);
}
