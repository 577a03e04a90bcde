import type { AuditVerification, Client } from "@aac/contract";
import { plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { Button } from "../../ui/button.tsx";
import { explain } from "../../ui/message.tsx";

/** Checks the whole chain, and says whether it is as it was written. */
export function VerifyLog() {
  const client = useClient();
  const verifying = useMutation({ mutationFn: () => verify(client) });
  const { data, error } = verifying;
  return (
    <>
      <span role="status" className="text-xs text-text-2">
        {error ? (
          explain(error).detail
        ) : data?.broken ? (
          <span className="flex items-center gap-1.5 text-failed">
            <ShieldAlert aria-hidden size={14} />
            <Trans>
              Entry {data.broken.sequence}: {data.broken.detail}
            </Trans>
          </span>
        ) : data ? (
          <span className="flex items-center gap-1.5 text-passed">
            <ShieldCheck aria-hidden size={14} />
            <Trans>{plural(data.checked, { one: "# entry", other: "# entries" })}, none changed</Trans>
          </span>
        ) : null}
      </span>
      <Button icon={ShieldCheck} isBusy={verifying.isPending} onClick={() => verifying.mutate()}>
        <Trans>Verify</Trans>
      </Button>
    </>
  );
}

async function verify(client: Client): Promise<AuditVerification> {
  let checked = 0;
  for (let after: number | undefined; ;) {
    const part = await client.call("verifyAudit", { query: after === undefined ? {} : { after } });
    checked += part.checked;
    if (part.broken || part.next === null) return { ...part, checked };
    after = part.next;
  }
}
