import { t } from "@lingui/core/macro";
import { useMay } from "../../data/use-may.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Outbox } from "./outbox.tsx";
import { Receivers } from "./receivers.tsx";

/** Who wants to be told of what, what was told to whom, and the mails that nobody sent. */
export function NoticesPage() {
  const mayReadDeliveries = useMay("deliveries:read");
  const mayReadOutbox = useMay("outbox:read");
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-6 px-4 py-6 sm:px-6">
      <PageTitle title={t`Notices`} />
      <PageHead title={t`Notices`} />
      <Receivers />
      {mayReadDeliveries && <Deliveries />}
      {mayReadOutbox && <Outbox />}
    </div>
  );
}
