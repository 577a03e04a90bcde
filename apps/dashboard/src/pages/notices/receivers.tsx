import type { Channel, NoticeRule, Subscription } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { channelsQuery, keys, noticeRulesQuery, subscriptionsQuery } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Loaded } from "../page-states.tsx";
import { PanelEmpty } from "../settings/panel.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";
import { describeFilter, kindWords } from "./filter-words.ts";
import { ReceiverLine } from "./receiver-line.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { SubscriptionDialog } from "./subscription-dialog.tsx";

/** Where notices go, and which: channels, rules and personal subscriptions. */
export function Receivers() {
  const client = useClient();
  const channels = useQuery(channelsQuery(client));
  const rules = useQuery(noticeRulesQuery(client));
  const subscriptions = useQuery(subscriptionsQuery(client));
  const hasChannels = (channels.data ?? []).length > 0;
  const mayChange = useMay("notices:change");
  const maySubscribe = useMay("subscriptions:change");
  const [adding, setAdding] = useState<"channel" | "rule" | "subscription" | null>(null);
  const close = () => setAdding(null);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      {adding === "channel" && <ChannelDialog onClose={close} />}
      {adding === "rule" && <RuleDialog onClose={close} />}
      {adding === "subscription" && <SubscriptionDialog onClose={close} />}
      <Group
        title={t`Channels`}
        none={t`A channel is where notices go: an address, a chat, a system of yours.`}
        adds={mayChange ? t`New channel` : null}
        onAdd={() => setAdding("channel")}
        read={channels}
      >
        {(channel) => <ChannelLine key={channel.id} channel={channel} mayChange={mayChange} />}
      </Group>
      <Group
        title={t`Rules`}
        none={hasChannels ? t`A rule says which runs are told to which channels.` : t`A rule needs a channel first.`}
        adds={mayChange && hasChannels ? t`New rule` : null}
        onAdd={() => setAdding("rule")}
        read={rules}
      >
        {(rule) => <RuleLine key={rule.id} rule={rule} mayChange={mayChange} />}
      </Group>
      <Group
        title={t`Subscriptions`}
        none={t`A subscription tells one person by e-mail, without a rule.`}
        adds={maySubscribe ? t`New subscription` : null}
        onAdd={() => setAdding("subscription")}
        read={subscriptions}
      >
        {(one) => <SubscriptionLine key={one.id} subscription={one} mayChange={maySubscribe} />}
      </Group>
    </div>
  );
}

interface GroupProps<T> {
  title: string;
  /** What is said where there are none. */
  none: string;
  /** What the button says; null: nobody may. */
  adds: string | null;
  onAdd: () => void;
  read: UseQueryResult<readonly T[]>;
  children: (item: T) => ReactNode;
}

function Group<T>({ title, none, adds, onAdd, read, children }: GroupProps<T>) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface">
      <div className="flex min-h-12 items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="text-base font-semibold">{title}</h2>
        {adds && (
          <Button size="small" icon={Plus} onClick={onAdd}>
            {adds}
          </Button>
        )}
      </div>
      <Loaded read={read} isPart>
        {(items) => (items.length === 0 ? <PanelEmpty>{none}</PanelEmpty> : <ul>{items.map(children)}</ul>)}
      </Loaded>
    </section>
  );
}

function ChannelLine({ channel, mayChange }: { channel: Channel; mayChange: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const { slug, name, kind, host, to, people } = channel;
  const client = useClient();
  const toaster = useToaster();
  const params = { channel: slug };
  const test = useChange(
    keys.deliveries,
    () => client.call("testChannel", { params }),
    () => toaster.done(t`A test is on its way to ${name}`),
  );
  return (
    <ReceiverLine
      receiver={channel}
      name={name}
      note={`${kindWords[kind]} · ${host ?? [...people.map((person) => person.name), ...to].join(", ")}`}
      mayChange={mayChange}
      list={keys.channels}
      mute={(mutedUntil) => client.call("changeChannel", { params, body: { mutedUntil } })}
      onEdit={() => setEditing(true)}
      dialog={isEditing && <ChannelDialog channel={channel} onClose={() => setEditing(false)} />}
      error={test.error}
    >
      <Button
        size="small"
        icon={Send}
        isBusy={test.isPending}
        onClick={() => test.mutate()}
        aria-label={t`Test ${name}`}
      >
        <Trans>Test</Trans>
      </Button>
    </ReceiverLine>
  );
}

function RuleLine({ rule, mayChange }: { rule: NoticeRule; mayChange: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const client = useClient();
  return (
    <ReceiverLine
      receiver={rule}
      name={rule.name}
      note={`${describeFilter(rule)} → ${rule.channels.join(", ")}`}
      mayChange={mayChange}
      list={keys.noticeRules}
      mute={(mutedUntil) => client.call("changeNoticeRule", { params: { rule: rule.id }, body: { mutedUntil } })}
      onEdit={() => setEditing(true)}
      dialog={isEditing && <RuleDialog rule={rule} onClose={() => setEditing(false)} />}
    />
  );
}

function SubscriptionLine({ subscription, mayChange }: { subscription: Subscription; mayChange: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const client = useClient();
  const params = { subscription: subscription.id };
  return (
    <ReceiverLine
      receiver={subscription}
      name={subscription.address}
      note={describeFilter(subscription)}
      mayChange={mayChange}
      list={keys.subscriptions}
      mute={(mutedUntil) => client.call("changeSubscription", { params, body: { mutedUntil } })}
      onEdit={() => setEditing(true)}
      dialog={isEditing && <SubscriptionDialog subscription={subscription} onClose={() => setEditing(false)} />}
    />
  );
}
