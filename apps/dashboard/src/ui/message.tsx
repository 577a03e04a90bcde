import { ApiError } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { CircleAlert, type LucideIcon, RotateCw, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { useContact } from "../data/contact-context.ts";
import { isMissingFile } from "../data/outdated-page.ts";
import { useShownError } from "../data/unread.ts";
import { useRunNews } from "../data/use-run-news.ts";
import { Button } from "./button.tsx";

export interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** It is all that the page shows. */
  isPage?: boolean;
  children?: ReactNode;
}

/** Nothing is there, and what to do about it. */
export function EmptyState({ icon: Icon, title, isPage, children }: EmptyStateProps) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-16 text-center">
      <span className="flex size-11 items-center justify-center rounded-xl border border-line bg-raised text-text-3">
        <Icon aria-hidden size={20} />
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      <div className="flex max-w-md flex-col items-center gap-4 text-sm text-text-2">{children}</div>
    </div>
  );
}

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** It is all that the page shows. */
  isPage?: boolean;
  /** It is one of several parts of a page. */
  isPart?: boolean;
}

/** What went wrong, in the server's own words where there are any, and a way to try again. */
export function ErrorState({ error, onRetry, isPage, isPart = false }: ErrorStateProps) {
  const { title, detail, remedy, code, request } = explain(error);
  const Heading = isPage ? "h1" : isPart ? "h3" : "h2";
  useShownError(error);
  return (
    <div
      role="alert"
      className={clsx("flex flex-col items-center text-center", isPart ? "gap-2 px-4 py-6" : "gap-3 px-6 py-16")}
    >
      <span
        className={clsx(
          "flex items-center justify-center bg-failed-soft text-failed",
          isPart ? "size-8 rounded-lg" : "size-11 rounded-xl",
        )}
      >
        <CircleAlert aria-hidden size={isPart ? 16 : 20} />
      </span>
      <Heading className={isPart ? "text-sm font-semibold" : "text-base font-semibold"}>{title}</Heading>
      <div className="max-w-md text-sm text-text-2">
        <p className="break-words">{detail}</p>
        {remedy && <p className="mt-1 break-words">{remedy}</p>}
        {code && (
          <p
            className="mt-3 font-mono text-xs break-all text-text-3"
            title={t`For whoever looks into the server's log`}
          >
            {[code, request && t`request ${request}`].filter(Boolean).join(" · ")}
          </p>
        )}
      </div>
      {onRetry && (
        <Button icon={RotateCw} size={isPart ? "small" : "medium"} onClick={onRetry} className="mt-1">
          <Trans>Try again</Trans>
        </Button>
      )}
    </div>
  );
}

interface Explanation {
  title: string;
  detail: string;
  remedy: string | null;
  code: string | null;
  /** Under which the server's log has it. */
  request: string | null;
}

/** What an error says to people, wherever it came from. */
export function explain(error: unknown): Explanation {
  if (error instanceof ApiError) {
    const { title, detail, remedy, code, instance = null } = error.problem;
    return { title, detail, remedy: remedy || null, code, request: instance };
  }
  if (isMissingFile(error)) {
    return {
      title: t`This part of the dashboard could not be loaded`,
      detail: t`Its file did not come: the dashboard was updated since you opened it, or the server does not answer.`,
      remedy: t`Reload the page.`,
      code: null,
      request: null,
    };
  }
  // What `fetch` throws when nobody answers; each browser words it its own way.
  if (error instanceof TypeError) {
    return {
      title: t`The server does not answer`,
      detail: t`The request did not reach it, or its answer did not come back.`,
      remedy: t`Check that the server is running and that you are online.`,
      code: null,
      request: null,
    };
  }
  return {
    title: t`Something went wrong here`,
    detail: error instanceof Error ? error.message : String(error),
    remedy: t`Reload the page. If it stays, please report it with what you did.`,
    code: null,
    request: null,
  };
}

const tones = {
  warning: "border-timed-out/25 bg-timed-out-soft text-timed-out",
  failure: "border-failed/25 bg-failed-soft text-failed",
};

/** A sentence above what it is about. */
export function Banner({
  tone,
  icon: Icon = CircleAlert,
  children,
}: {
  tone: keyof typeof tones;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <div role="status" className={clsx("flex items-start gap-2.5 rounded-lg border px-3 py-2 text-sm", tones[tone])}>
      <Icon aria-hidden size={16} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}

/** The stream was lost: what is shown may be old. Silent while the shell says the same of all streams. */
export function StaleBanner() {
  const contact = useContact();
  const news = useRunNews();
  if (contact.reason !== null || news === "lost") return null;
  return (
    <Banner tone="warning" icon={WifiOff}>
      <Trans>Live updates are interrupted; what you see may be out of date. Reconnecting…</Trans>
    </Banner>
  );
}
