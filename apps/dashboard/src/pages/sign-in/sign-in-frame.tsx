import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Banner, explain } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { ThemeButton } from "../../ui/theme.tsx";
import { Logo } from "../shell/logo.tsx";
import { UnreadBar } from "../unread-bar.tsx";

/** What is there before one is signed in: one card in the middle, and what there is to say below it. */
export function SignInFrame({ title, children, below }: { title: string; children: ReactNode; below?: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <PageTitle title={title} />
      <div className="fixed inset-x-0 top-0 z-10">
        <UnreadBar />
      </div>
      <div className="absolute top-3 right-3">
        <ThemeButton />
      </div>
      <div className="flex flex-col items-center gap-4 text-center">
        <Logo size={44} />
        <h1 className="text-xl font-semibold tracking-tight">Agnostic Automation Center</h1>
      </div>
      <div className="w-full max-w-sm rounded-xl border border-line bg-surface p-5 shadow-low">{children}</div>
      {below && <div className="max-w-sm text-center text-xs text-text-3">{below}</div>}
    </main>
  );
}

export function Busy({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="flex items-center justify-center gap-2 py-6 text-sm text-text-2">
      <LoaderCircle aria-hidden size={16} className="animate-spin" /> {children}
    </p>
  );
}

export function Refusal({ error }: { error: unknown }) {
  if (!error) return null;
  const { detail, remedy } = explain(error);
  return (
    <Banner tone="failure">
      <span role="alert">
        {detail} {remedy}
      </span>
    </Banner>
  );
}
