import type { OutboxMail } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { outboxMailQuery, outboxQuery } from "../../data/queries.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Ago } from "../../ui/time.tsx";
import { Loaded } from "../page-states.tsx";

/** Mails that are kept here because no mail server is set. */
export function Outbox() {
  // Where it is empty nothing is said of it; that it could not be read, the bar above the page says.
  const { data: mails = [] } = useQuery(outboxQuery(useClient()));
  const [open, setOpen] = useState<OutboxMail | null>(null);
  if (mails.length === 0) return null;
  return (
    <section aria-labelledby="outbox" className="mt-4 flex flex-col gap-3">
      <h2 id="outbox" className="text-base font-semibold">
        <Trans>Outbox</Trans>
      </h2>
      <p className="text-sm text-text-2">
        <Trans>No mail server is set, so these mails were not sent. They are kept for 30 days.</Trans>
      </p>
      <ul aria-label={t`Outbox`} className="rounded-lg border border-line bg-surface">
        {mails.map((mail) => (
          <li key={mail.id} className="border-b border-line last:border-b-0">
            <button
              type="button"
              onClick={() => setOpen(mail)}
              className="flex w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-left text-sm hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate font-medium">{mail.subject}</span>
              <span className="truncate text-text-2">{mail.to}</span>
              <Ago instant={mail.createdAt} className="text-xs text-text-3" />
            </button>
          </li>
        ))}
      </ul>
      {open && (
        <Dialog isOpen isWide onClose={() => setOpen(null)} title={open.subject} description={t`To ${open.to}`}>
          <MailText id={open.id} />
        </Dialog>
      )}
    </section>
  );
}

/** In a frame without rights but to open a link: what a mail says comes from runs. */
function MailText({ id }: { id: string }) {
  const read = useQuery(outboxMailQuery(useClient(), id));
  return (
    <Loaded read={read} isPart>
      {(mail) => (
        <iframe
          title={mail.subject}
          srcDoc={mail.html.replace("<head>", '<head><base target="_blank">')}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          className="h-[60vh] w-full border-0"
        />
      )}
    </Loaded>
  );
}
