import clsx from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { explain } from "./message.tsx";

interface Message {
  readonly id: number;
  readonly tone: "done" | "failure";
  readonly title: string;
  readonly detail: string | null;
}

export interface Toaster {
  done(title: string): void;
  /** Says what an error says, and what to do about it. */
  failed(error: unknown): void;
}

const ToastContext = createContext<Toaster | null>(null);

/** Short notes on what was just done: they go by themselves, and screen readers say them. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const say = useCallback((message: Omit<Message, "id">) => {
    setMessages((all) => [...all.slice(-2), { ...message, id: (all.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const [toaster] = useState<Toaster>(() => ({
    done: (title) => say({ tone: "done", title, detail: null }),
    failed(error) {
      const { title, detail, remedy } = explain(error);
      say({ tone: "failure", title, detail: [detail, remedy].filter(Boolean).join(" ") });
    },
  }));
  return (
    <ToastContext value={toaster}>
      <Radix.Provider duration={5_000} swipeDirection="right">
        {children}
        {messages.map((message) => (
          <Note
            key={message.id}
            message={message}
            onGone={() => setMessages((all) => all.filter((other) => other !== message))}
          />
        ))}
        <Radix.Viewport className="fixed right-3 bottom-3 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

function Note({ message, onGone }: { message: Message; onGone: () => void }) {
  const Icon = message.tone === "done" ? CircleCheck : CircleAlert;
  return (
    <Radix.Root
      duration={message.tone === "done" ? 4_000 : 10_000}
      onOpenChange={(open) => !open && onGone()}
      className="appear flex items-start gap-2.5 rounded-lg border border-line bg-surface px-3.5 py-3 shadow-high"
    >
      <Icon
        aria-hidden
        size={16}
        className={clsx("mt-0.5 shrink-0", message.tone === "done" ? "text-passed" : "text-failed")}
      />
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-sm font-medium">{message.title}</Radix.Title>
        {message.detail && (
          <Radix.Description className="mt-0.5 text-xs break-words text-text-2">{message.detail}</Radix.Description>
        )}
      </div>
      <Radix.Close aria-label="Dismiss" className="rounded text-text-3 hover:text-text">
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
