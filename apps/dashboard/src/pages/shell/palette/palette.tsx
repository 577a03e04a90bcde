import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useIsFetching } from "@tanstack/react-query";
import { Command } from "cmdk";
import { CornerDownLeft, Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { Keys } from "../../../ui/keys.tsx";
import { numberMeant, type PaletteCommand } from "./commands.ts";
import { rankCommands } from "./rank-commands.ts";
import { useCommands, useRunCommand } from "./use-commands.ts";
import { useRunsOfNumber } from "./use-runs-of-number.ts";

const itemLook =
  "flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 py-1.5 text-sm data-[selected=true]:bg-raised";

/** Goes to or does anything by its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const toRunCommand = useRunCommand();
  const isLooking = useIsFetching({ predicate: ({ state }) => state.data === undefined }) > 0;
  const numbered = useRunsOfNumber(numberMeant(text)) ?? [];
  const groups = rankCommands([...numbered.map(toRunCommand), ...useCommands()], text);
  const pick = (command: PaletteCommand) => {
    onClose();
    // Once the dialog has given the focus back: what is opened next takes it.
    setTimeout(() => command.carryOut());
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          aria-describedby={undefined}
          className="appear fixed inset-x-3 top-[12dvh] z-40 mx-auto max-w-xl overflow-hidden rounded-xl border border-line bg-surface shadow-high outline-none"
        >
          <Radix.Title className="sr-only">
            <Trans>Command palette</Trans>
          </Radix.Title>
          <Command label={t`Commands`} loop shouldFilter={false}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden size={16} className="shrink-0 text-text-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={t`Go to, or do…`}
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
              />
              <Keys keys="Esc" />
            </div>
            <Command.List aria-label={t`Commands`} className="max-h-[60dvh] overflow-y-auto p-2">
              <Command.Empty className="px-3 py-8 text-center text-sm text-text-2">
                {isLooking ? t`Looking…` : t`Nothing is called that.`}
              </Command.Empty>
              {groups.map(({ group, commands }) => (
                <Group key={group} heading={group} commands={commands} onPick={pick} />
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface GroupProps {
  heading: string;
  commands: readonly PaletteCommand[];
  onPick: (command: PaletteCommand) => void;
}

function Group({ heading, commands, onPick }: GroupProps) {
  if (commands.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-text-3"
    >
      {commands.map((command) => (
        <Line key={command.id} command={command} onPick={onPick} />
      ))}
    </Command.Group>
  );
}

interface LineProps {
  command: PaletteCommand;
  onPick: (command: PaletteCommand) => void;
}

function Line({ command, onPick }: LineProps) {
  const { id, label, note, icon: Icon, keys } = command;
  return (
    <Command.Item value={id} onSelect={() => onPick(command)} className={`group ${itemLook}`}>
      <Icon aria-hidden size={16} className="shrink-0 text-text-3" />
      <span className="min-w-0 truncate">{label}</span>
      {note && <span className="min-w-0 flex-1 truncate text-xs text-text-3">{note}</span>}
      <span className="ml-auto shrink-0">
        {keys ? (
          <Keys keys={keys} />
        ) : (
          <CornerDownLeft aria-hidden size={14} className="invisible text-text-3 group-data-[selected=true]:visible" />
        )}
      </span>
    </Command.Item>
  );
}
