import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CircleAlert, RotateCw } from "lucide-react";
import { useContact } from "../data/contact-context.ts";
import { useUnread } from "../data/unread.ts";
import { Button } from "../ui/button.tsx";
import { explain } from "../ui/message.tsx";
import { nameOfRead } from "./read-words.ts";

/**
 * What could not be read of the page, as far as no part of it says so itself: a list to choose from, or a newer state
 * of what is shown. So no page can forget to say it.
 */
export function UnreadBar() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const unread = useUnread();
  const contact = useContact();
  const [first] = unread;
  // While nobody answers the bar of the connection says so, and all is read anew once somebody does.
  if (!first || contact.reason !== null) return null;
  const names = [...new Set(unread.map(({ queryKey }) => nameOfRead(queryKey)))];
  const isOld = unread.every(({ state }) => state.data !== undefined);
  const { detail, code, request } = explain(first.state.error);
  const retry = () => {
    // Also what says itself that it is missing: one try is for the whole page.
    void queryClient.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
    // What could not be read before a page was shown is read by the router.
    if (router.state.matches.some(({ status }) => status === "error")) void router.invalidate();
  };
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-failed/25 bg-failed-soft px-4 py-1.5 text-sm text-failed sm:px-6"
    >
      <CircleAlert aria-hidden size={15} className="shrink-0" />
      <p className="min-w-0 flex-1 break-words" title={[code, request].filter(Boolean).join(" · ")}>
        {isOld ? t`What you see may be out of date. Not read:` : t`A part of this page could not be read:`}{" "}
        {names.join(", ")}. {detail}
      </p>
      <Button size="small" look="ghost" icon={RotateCw} onClick={retry}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  );
}
