import {
  type ComponentType,
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useState,
} from "react";
import { explain } from "./message.tsx";
import type { NotesProps } from "./notes.tsx";

export interface Message {
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

/** The first page does without, and has them before the server may be away. */
const loadedAfterMs = 3_000;
const Notes = lazy(() =>
  import("./notes.tsx").then(
    (file): { default: ComponentType<NotesProps> } => ({ default: file.Notes }),
    () => ({ default: () => null }),
  ),
);

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
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), loadedAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (messages.length > 0 && !isWanted) setWanted(true);
  const [toaster] = useState<Toaster>(() => createToaster(say));
  return (
    <ToastContext value={toaster}>
      {children}
      {isWanted && (
        <Suspense>
          <Notes
            messages={messages}
            onClose={(message) => setMessages((all) => all.filter((other) => other !== message))}
          />
        </Suspense>
      )}
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

export function useToaster(): Toaster {
  const toaster = useContext(ToastContext);
  if (!toaster) throw new Error("useToaster outside of ToastProvider");
  return toaster;
}
