import type { Channel, NoticeRule, Subscription } from "@aac/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, BellRing, Send, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useClient } from "../../data/client-context.ts";
import { channelsQuery, keys, noticeRulesQuery, subscriptionsQuery } from "../../data/queries.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, explain } from "../../ui/message.tsx";

const mutedMs = 8 * 3_600_000;

/** Where notices go, and which: channels, rules and personal subscriptions. */
export function Receivers() {
  const client = useClient();
  const { data: channels = [] } = useQuery(channelsQuery(client));
  const { data: rules = [] } = useQuery(noticeRulesQuery(client));
  const { data: subscriptions = [] } = useQuery(subscriptionsQuery(client));
  return (
    <div className="mt-4 grid items-start gap-4 lg:grid-cols-3">
      <Group title="Channels">
        {channels.map((channel) => (
          <ChannelLine key={channel.id} channel={channel} />
        ))}
      </Group>
      <Group title="Rules">
        {rules.map((rule) => (
          <Line
            key={rule.id}
            name={rule.name}
            note={`${describe(rule)} → ${rule.channels.join(", ")}`}
            mutedUntil={rule.mutedUntil}
            refresh={keys.noticeRules}
            mute={(mutedUntil) => client.call("changeNoticeRule", { params: { rule: rule.id }, body: { mutedUntil } })}
            remove={() => client.call("deleteNoticeRule", { params: { rule: rule.id } })}
          />
        ))}
      </Group>
      <Group title="Subscriptions">
        {subscriptions.map((one) => (
          <Line
            key={one.id}
            name={one.address}
            note={describe(one)}
            mutedUntil={one.mutedUntil}
            refresh={keys.subscriptions}
            mute={(mutedUntil) =>
              client.call("changeSubscription", { params: { subscription: one.id }, body: { mutedUntil } })
            }
            remove={() => client.call("deleteSubscription", { params: { subscription: one.id } })}
          />
        ))}
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode[] }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h2 className="text-base font-semibold">{title}</h2>
      {children.length === 0 ? (
        <p className="text-sm text-text-3">None yet.</p>
      ) : (
        <ul className="rounded-lg border border-line bg-surface">{children}</ul>
      )}
    </section>
  );
}

function ChannelLine({ channel: { slug, name, kind, host, to, mutedUntil } }: { channel: Channel }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const params = { channel: slug };
  const test = useMutation({
    mutationFn: () => client.call("testChannel", { params }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.deliveries }),
  });
  return (
    <Line
      name={name}
      note={`${kind}, ${host ?? to.join(", ")}`}
      mutedUntil={mutedUntil}
      refresh={keys.channels}
      mute={(until) => client.call("changeChannel", { params, body: { mutedUntil: until } })}
    >
      <Button
        size="small"
        icon={Send}
        isBusy={test.isPending}
        onClick={() => test.mutate()}
        aria-label={`Test ${name}`}
      >
        Test
      </Button>
    </Line>
  );
}

interface LineProps {
  name: string;
  note: string;
  mutedUntil: string | null;
  refresh: readonly string[];
  mute: (until: string | null) => Promise<unknown>;
  /** Absent: not here, for its secret would be gone with it. */
  remove?: () => Promise<unknown>;
  children?: ReactNode;
}

function Line({ name, note, mutedUntil, refresh, mute, remove, children }: LineProps) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: refresh }),
  });
  const now = useNow();
  const isMuted = mutedUntil !== null && Date.parse(mutedUntil) > now;
  return (
    <li className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <span className="min-w-32 flex-1">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-xs break-words text-text-3">{note}</span>
        {isMuted && <span className="block text-xs text-text-2">Muted until {formatExact(mutedUntil)}</span>}
      </span>
      {children}
      <IconButton
        icon={isMuted ? BellRing : BellOff}
        label={isMuted ? `Unmute ${name}` : `Mute ${name} for 8 hours`}
        onClick={() => change.mutate(() => mute(isMuted ? null : new Date(now + mutedMs).toISOString()))}
      />
      {remove && <IconButton icon={Trash2} label={`Remove ${name}`} onClick={() => change.mutate(remove)} />}
      {change.error && <Banner tone="failure">{explain(change.error).detail}</Banner>}
    </li>
  );
}

function describe({ project, suites, branches, outcomes, onlyOnChange }: NoticeRule | Subscription): string {
  const of = suites.length > 0 ? suites.join(", ") : (project ?? "everything");
  const on = branches.length > 0 ? ` on ${branches.join(", ")}` : "";
  return `${of}${on}: ${outcomes.join(", ")}${onlyOnChange ? " (only on change)" : ""}`;
}
