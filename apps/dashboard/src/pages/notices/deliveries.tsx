import { DeliveryState } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { deliveriesQuery } from "../../data/queries.ts";
import { Select } from "../../ui/select.tsx";
import { Table } from "../../ui/table.tsx";
import { Loaded } from "../page-states.tsx";
import { DeliveryRow } from "./delivery-row.tsx";

const words: Record<DeliveryState, string> = { due: t`On their way`, delivered: t`Delivered`, failed: t`Given up` };

/** What was told to whom, and what became of it. */
export function Deliveries() {
  const [state, setState] = useState<DeliveryState>();
  const read = useQuery({
    ...deliveriesQuery(useClient(), state),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-labelledby="deliveries" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="deliveries" className="text-base font-semibold">
          <Trans>Deliveries</Trans>
        </h2>
        <Select
          look="filter"
          label={t`State of deliveries`}
          value={state}
          nothing={t`All deliveries`}
          choices={DeliveryState.options.map((value) => ({ value, label: words[value] }))}
          onChange={setState}
        />
      </div>
      <Loaded read={read} isPart>
        {(deliveries) =>
          deliveries.length === 0 ? (
            <p className="rounded-lg border border-line bg-surface px-4 py-8 text-center text-sm text-text-3">
              {state ? t`None is in this state.` : t`Nothing was told yet. What is told is kept here for 30 days.`}
            </p>
          ) : (
            <Table label={t`Deliveries`} columns={[t`What`, t`To`, t`State`, t`Last try`]} hasActions>
              {deliveries.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </section>
  );
}
