import type { Delivery } from "@aac/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bell, RotateCw } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { deliveriesQuery, keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { EmptyState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { PageHead } from "../page-head.tsx";
import { Outbox } from "./outbox.tsx";
import { Receivers } from "./receivers.tsx";

/** What was told to whom, who wants to be told, and the mails that nobody sent. */
export function NoticesPage() {
  const { data: deliveries = [] } = useQuery(deliveriesQuery(useClient()));
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title="Notices" />
      <PageHead title="Notices" />
      {deliveries.length === 0 ? (
        <EmptyState icon={Bell} title="Nothing was told yet">
          <p>A channel is where notices go, a rule says which runs are told:</p>
          <Command>aac notices add-channel mail --kind email --to you@example.org</Command>
          <Command>{'aac notices add-rule "Failures" --channel mail'}</Command>
        </EmptyState>
      ) : (
        <Table
          label="Deliveries"
          head={
            <>
              <Th>What</Th>
              <Th>To</Th>
              <Th>State</Th>
              <Th>Last try</Th>
              <Th>
                <span className="sr-only">What can be done</span>
              </Th>
            </>
          }
        >
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </Table>
      )}
      <Receivers />
      <Outbox />
    </div>
  );
}

const states = {
  due: { text: "On its way", look: "text-text-2" },
  delivered: { text: "Delivered", look: "text-passed" },
  failed: { text: "Given up", look: "text-failed" },
} as const;

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => client.call("redeliver", { params: { delivery: delivery.id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.deliveries }),
  });
  const last = delivery.tries.at(-1);
  const { text, look } = states[delivery.state];
  return (
    <tr>
      <Td>
        {delivery.run ? (
          <Link to="/runs/$run" params={{ run: delivery.run }} className="font-medium hover:underline">
            {delivery.title}
          </Link>
        ) : (
          <span className="font-medium">{delivery.title}</span>
        )}
        <Ago instant={delivery.createdAt} className="block text-xs text-text-3" />
      </Td>
      <Td>
        {delivery.channel ?? delivery.to}
        <span className="block text-xs text-text-3">{delivery.kind}</span>
      </Td>
      <Td className={look}>{text}</Td>
      <Td className="text-xs break-words text-text-2">{last?.detail ?? "–"}</Td>
      <Td>
        {delivery.state !== "due" && (
          <Button
            size="small"
            icon={RotateCw}
            onClick={() => again.mutate()}
            aria-label={`Deliver ${delivery.title} again to ${delivery.channel ?? delivery.to}`}
          >
            Again
          </Button>
        )}
      </Td>
    </tr>
  );
}
