import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { KeyRound } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Banner } from "../../ui/message.tsx";

/** Codes that are not told again: the content of a dialog. */
export function BackupCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <>
      <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4">
        <Banner tone="warning" icon={KeyRound}>
          <Trans>Keep them where you find them without your phone: they are shown only this once.</Trans>
        </Banner>
        <div className="flex items-start gap-2 rounded-md border border-line bg-raised px-3 py-2">
          <ul
            aria-label={t`Backup codes`}
            className="grid flex-1 grid-cols-2 gap-x-4 gap-y-1 font-mono text-xs select-all"
          >
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <CopyButton text={codes.join("\n")} label={t`Copy the codes`} />
        </div>
      </div>
      <div className="flex justify-end border-t border-line px-5 py-3">
        <Button look="primary" onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </>
  );
}
