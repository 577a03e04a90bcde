import clsx from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { Button } from "./button.tsx";
import { explain } from "./message.tsx";

interface Message {
  readonly id: number;
  readonly tone: "done" | "failure";
  readonly title: string;
  readonly detail: string | null;
  readonly undo: (() => void) | null;
  /** The message has gone, and nothing was taken back. */
  readonly onGone: (() => void) | null;
}

export interface Toaster {
  /** With `undo`, the way back is offered: what it throws is told. */
  done(title: string, options?: { undo?: () => Promise<unknown> }): void;
  /**
   * Says that it is done and does it only once nobody can take it back any more, for what has no way back. Whoever
   * leaves the page before that has taken it back.
   */
  later(title: string, options: { work: () => Promise<unknown>; undo: () => void }): void;
  /** Says what an error says, and what to do about it. */
  failed(error: unknown): void;
}

const ToastContext = createContext<Toaster | null>(null);

/** How long each stays; pointing at it, having the focus in it or being in another window stops the time. */
const shownMs = { done: 4_000, undo: 8_000, failure: 10_000 };

/** Short notes on what was just done: they go by themselves, and screen readers say them. F8 leads to them. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const say = useCallback((message: Partial<Message> & { title: string }) => {
    setMessages((all) => {
      // What is pushed out has had its time.
      for (const old of all.slice(0, -2)) old.onGone?.();
      const id = (all.at(-1)?.id ?? 0) + 1;
      return [...all.slice(-2), { tone: "done", detail: null, undo: null, onGone: null, ...message, id }];
    });
  }, []);
  const [toaster] = useState<Toaster>(() => createToaster(say));
  return (
    <ToastContext value={toaster}>
      <Radix.Provider duration={shownMs.done} swipeDirection="right" label="Note">
        {children}
        {messages.map((message) => (
          <Note
            key={message.id}
            message={message}
            onClose={() => setMessages((all) => all.filter((other) => other !== message))}
          />
        ))}
        <Radix.Viewport
          label="Notes ({hotkey})"
          className="fixed right-3 bottom-3 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none"
        />
      </Radix.Provider>
    </ToastContext>
  );
}

function createToaster(say: (message: Partial<Message> & { title: string }) => void): Toaster {
  const failed = (error: unknown) => {
    const { title, detail, remedy } = explain(error);
    say({ tone: "failure", title, detail: [detail, remedy].filter(Boolean).join(" ") });
  };
  return {
    failed,
    done(title, { undo } = {}) {
      say({ title, undo: undo ? () => void undo().catch(failed) : null });
    },
    later(title, { work, undo }) {
      let isSettled = false;
      const once = (act: () => void) => () => {
        if (!isSettled) act();
        isSettled = true;
      };
      const carryOut = () =>
        void work().catch((error: unknown) => {
          undo();
          failed(error);
        });
      say({ title, undo: once(undo), onGone: once(carryOut) });
    },
  };
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
        <Radix.Action asChild altText="Press F8, then Undo, to take it back">
          <Button size="small" onClick={undo} className="-my-1">
            Undo
          </Button>
        </Radix.Action>
      )}
      <Radix.Close
        aria-label="Dismiss"
        className="flex size-6 items-center justify-center rounded text-text-3 hover:text-text"
      >
        <X aria-hidden size={14} />
      </Radix.Close>
    </Radix.Root>
  );
}

export function useToaster(): Toaster {
  const toaster = useContext(ToastContext);
  if (!toaster) throw new Error("useToaster outside of ToastProvider");
  return toaster;
}
