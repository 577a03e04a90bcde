import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { KeyRound } from "lucide-react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy.tsx";
import { Banner } from "./message.tsx";

export interface SecretOnceProps {
  /** What it is, for screen readers. */
  label: string;
  secret: string;
  onDone: () => void;
}

/** A secret that is not told again: the content of a dialog. */
export function SecretOnce({ label, secret, onDone }: SecretOnceProps) {
  return (
    <>
      <div className="flex flex-col gap-4 px-5 py-4">
        <Banner tone="warning" icon={KeyRound}>
          <Trans>Copy it now: it is shown only this once.</Trans>
        </Banner>
        <p className="flex items-center gap-2 rounded-md border border-line bg-raised px-3 py-2">
          <code aria-label={label} className="min-w-0 flex-1 font-mono text-xs break-all select-all">
            {secret}
          </code>
          <CopyButton text={secret} label={t`Copy the secret`} />
        </p>
      </div>
      <div className="flex justify-end border-t border-line px-5 py-3">
        <Button look="primary" onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </>
  );
}
