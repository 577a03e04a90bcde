import type { Delivery } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Td } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { DeliveryDialog } from "./delivery-dialog.tsx";
import { kindWords } from "./filter-words.ts";

const states = {
  due: { text: t`On its way`, look: "text-text-2" },
  delivered: { text: t`Delivered`, look: "text-passed" },
  failed: { text: t`Given up`, look: "text-failed" },
} as const;

export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const client = useClient();
  const toaster = useToaster();
  const maySend = useMay("deliveries:send");
  const [isOpen, setOpen] = useState(false);
  const again = useChange(
    keys.deliveries,
    () => client.call("redeliver", { params: { delivery: delivery.id } }),
    () => toaster.done(t`It is on its way again`),
  );
  const { tries, title, run, channel, to, state } = delivery;
  const { text, look } = states[state];
  return (
    <tr>
      <Td>
        {run ? (
          <Link to="/runs/$run" params={{ run }} className="font-medium hover:underline">
            {title}
          </Link>
        ) : (
          <span className="font-medium">{title}</span>
        )}
        <Ago instant={delivery.createdAt} className="block text-xs text-text-3" />
      </Td>
      <Td>
        {channel ?? to}
        <span className="block text-xs text-text-3">{kindWords[delivery.kind]}</span>
      </Td>
      <Td className={look}>{text}</Td>
      <Td className="max-w-80 text-xs text-text-2">
        <span className="line-clamp-2 break-words">{tries.at(-1)?.detail ?? "–"}</span>
        {tries.length > 0 && (
          <button type="button" onClick={() => setOpen(true)} className="link">
            {tries.length === 1 ? t`1 try` : t`${tries.length} tries`}
            <span className="sr-only">
              {" "}
              <Trans>
                of {title} to {channel ?? to}
              </Trans>
            </span>
          </button>
        )}
        {isOpen && <DeliveryDialog delivery={delivery} onClose={() => setOpen(false)} />}
      </Td>
      <Td className="text-right">
        {state !== "due" && maySend && (
          <Button
            size="small"
            icon={RotateCw}
            isBusy={again.isPending}
            onClick={() => again.mutate(undefined, { onError: toaster.failed })}
            aria-label={t`Deliver ${title} again to ${channel ?? to}`}
          >
            <Trans>Again</Trans>
          </Button>
        )}
      </Td>
    </tr>
  );
}
