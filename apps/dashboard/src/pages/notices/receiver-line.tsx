import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { BellOff, BellRing, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { withItem } from "../../data/reversible.ts";
import { useReversible } from "../../data/use-reversible.ts";
import { IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, explain } from "../../ui/message.tsx";

const mutedMs = 8 * 3_600_000;

interface Receiver {
  id: string;
  mutedUntil: string | null;
}

interface Props {
  receiver: Receiver;
  name: string;
  note: string;
  mayChange: boolean;
  /** The list that it is in. */
  list: readonly string[];
  mute: (until: string | null) => Promise<unknown>;
  onEdit: () => void;
  /** Open while it is being edited. */
  dialog: ReactNode;
  /** What went wrong with what its children do. */
  error?: unknown;
  children?: ReactNode;
}

/** A channel, rule or subscription: what it is, muted or not, and what can be done with it. */
export function ReceiverLine(props: Props) {
  const { name, note, mayChange, list, mute, onEdit, dialog, error = null, children } = props;
  const { id, mutedUntil } = props.receiver;
  const now = useNow();
  const isMuted = mutedUntil !== null && Date.parse(mutedUntil) > now;
  const setMuted = useReversible<string | null, Receiver[]>({
    held: list,
    show: (receivers, until) => withItem(receivers, id, { mutedUntil: until }),
    send: mute,
    said: (until) => (until ? t`Muted ${name}` : t`Unmuted ${name}`),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <span className="min-w-32 flex-1">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-xs break-words text-text-3">{note}</span>
        {isMuted && (
          <span className="mt-0.5 flex items-center gap-1 text-xs text-timed-out">
            <BellOff aria-hidden size={12} /> <Trans>Muted until {formatExact(mutedUntil)}</Trans>
          </span>
        )}
      </span>
      {mayChange && (
        <span className="flex items-center gap-1">
          {children}
          <IconButton
            icon={isMuted ? BellRing : BellOff}
            label={isMuted ? t`Unmute ${name}` : t`Mute ${name} for 8 hours`}
            onClick={() =>
              setMuted(isMuted ? null : new Date(now + mutedMs).toISOString(), isMuted ? mutedUntil : null)
            }
          />
          <IconButton icon={Pencil} label={t`Edit ${name}`} onClick={onEdit} />
        </span>
      )}
      {dialog}
      {error !== null && <Banner tone="failure">{explain(error).detail}</Banner>}
    </li>
  );
}
