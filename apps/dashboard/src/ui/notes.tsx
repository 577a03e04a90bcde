import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { Button } from "./button.tsx";
import type { Message } from "./toast.tsx";

/** How long each stays; pointing at it, having the focus in it or being in another window stops the time. */
const shownMs = { done: 4_000, undo: 8_000, failure: 10_000 };

export interface NotesProps {
  messages: readonly Message[];
  onClose: (message: Message) => void;
}

/** The notes that are to be seen, above everything but the foot of a page, where what one presses next may be. */
export function Notes({ messages, onClose }: NotesProps) {
  return (
    <Radix.Provider duration={shownMs.done} swipeDirection="right" label={t`Note`}>
      {messages.map((message) => (
        <Note key={message.id} message={message} onClose={() => onClose(message)} />
      ))}
      <Radix.Viewport
        label={t`Notes ('{hotkey}')`}
        className="fixed right-3 bottom-20 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none"
      />
    </Radix.Provider>
  );
}

function Note({ message, onClose }: { message: Message; onClose: () => void }) {
  const { tone, title, detail, undo, onGone } = message;
  const Icon = tone === "done" ? CircleCheck : CircleAlert;
  return (
    <Radix.Root
      duration={shownMs[undo ? "undo" : tone]}
      onOpenChange={(open) => {
        if (open) return;
        onGone?.();
        onClose();
      }}
      className="appear flex items-start gap-2.5 rounded-lg border border-line bg-surface px-3.5 py-3 shadow-high"
    >
      <Icon
        aria-hidden
        size={16}
        className={clsx("mt-0.5 shrink-0", tone === "done" ? "text-passed" : "text-failed")}
      />
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-sm font-medium break-words">{title}</Radix.Title>
        {detail && <Radix.Description className="mt-0.5 text-xs break-words text-text-2">{detail}</Radix.Description>}
      </div>
      {undo && (
        <Radix.Action asChild altText={t`Press F8, then Undo, to take it back`}>
          <Button size="small" onClick={undo} className="-my-1">
            <Trans>Undo</Trans>
          </Button>
        </Radix.Action>
      )}
      <Radix.Close
        aria-label={t`Dismiss`}
        className="flex size-6 items-center justify-center rounded text-text-3 hover:text-text"
      >
        <X aria-hidden size={14} />
      </Radix.Close>
    </Radix.Root>
  );
}
