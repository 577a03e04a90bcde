import { t } from "@lingui/core/macro";
import { Ban, Link2, type LucideIcon, RotateCw, Tag, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useMay } from "../../data/use-may.ts";
import { copyText } from "../../ui/copy.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { able, type BatchKind } from "./batch-bar.tsx";
import { MenuButton, type RunMenuProps } from "./run-menu.tsx";

/** The menu, opened when it comes. */
export function OpenRunMenu({ run, onAct }: RunMenuProps) {
  const mayTrigger = useMay("runs:trigger");
  const mayDelete = useMay("runs:delete");
  const toaster = useToaster();
  const copyLink = () => {
    const address = new URL(`/runs/${run.id}`, location.href).href;
    void copyText(address).then(
      () => toaster.done(t`The link is copied`),
      (error: unknown) => toaster.failed(error),
    );
  };
  const act = (kind: BatchKind) => () => onAct(kind, [run]);
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>
        <MenuButton run={run} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="appear z-30 min-w-44 rounded-lg border border-line bg-surface p-1 text-sm shadow-high"
        >
          <Item icon={Link2} onSelect={copyLink}>
            {t`Copy the link`}
          </Item>
          {mayTrigger && able.rerun(run) && (
            <Item icon={RotateCw} onSelect={act("rerun")}>
              {t`Rerun`}
            </Item>
          )}
          {mayTrigger && able.cancel(run) && (
            <Item icon={Ban} onSelect={act("cancel")}>
              {t`Cancel…`}
            </Item>
          )}
          {mayTrigger && (
            <Item icon={Tag} onSelect={act("label")}>
              {t`Labels…`}
            </Item>
          )}
          {mayDelete && able.delete(run) && (
            <Item icon={Trash2} onSelect={act("delete")} isDanger>
              {t`Delete…`}
            </Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item(props: { icon: LucideIcon; onSelect: () => void; isDanger?: boolean; children: string }) {
  const { icon: Icon, onSelect, isDanger = false, children } = props;
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      className={`flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 outline-none data-[highlighted]:bg-raised ${isDanger ? "text-failed" : ""}`}
    >
      <Icon aria-hidden size={15} className="shrink-0 opacity-70" />
      {children}
    </DropdownMenu.Item>
  );
}
