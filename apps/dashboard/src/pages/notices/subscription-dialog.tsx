import type { Subscription } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useRemoval } from "../../data/use-removal.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { FilterFields, readFilter, typedFilter } from "./filter-fields.tsx";

/** Has one address be told by e-mail; or changes of what. */
export function SubscriptionDialog({ subscription, onClose }: { subscription?: Subscription; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={subscription ? t`Edit the subscription of ${subscription.address}` : t`New subscription`}
      description={t`What one person is told by e-mail, without a rule`}
    >
      <SubscriptionForm onDone={onClose} {...(subscription ? { subscription } : {})} />
    </Dialog>
  );
}

function SubscriptionForm({ subscription, onDone }: { subscription?: Subscription; onDone: () => void }) {
  const client = useClient();
  const [address, setAddress] = useState("");
  const [filter, setFilter] = useState(() => typedFilter(subscription));
  const save = useChange(
    keys.subscriptions,
    () =>
      subscription
        ? client.call("changeSubscription", { params: { subscription: subscription.id }, body: readFilter(filter) })
        : client.call("createSubscription", { body: { address: address.trim(), ...readFilter(filter) } }),
    onDone,
  );
  const remove = useRemoval(keys.subscriptions);
  const end = (one: Subscription) => {
    onDone();
    remove(one, t`The subscription of ${one.address} is removed`, () =>
      client.call("deleteSubscription", { params: { subscription: one.id } }),
    );
  };
  const errors = fieldErrors(save.error);
  return (
    <DialogForm
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      {...(subscription ? { removal: { isBusy: false, canBeUndone: true, onRemove: () => end(subscription) } } : {})}
    >
      {!subscription && (
        <Field label={t`Address`} error={errors["address"]}>
          {(control) => (
            <input
              {...control}
              required
              inputMode="email"
              autoComplete="email"
              placeholder="you@example.org"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
      )}
      <FilterFields value={filter} errors={errors} onChange={setFilter} />
    </DialogForm>
  );
}
