import type { Account } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../settings/panel.tsx";
import { BackupCodesDialog, EndTwoFactorDialog } from "./password-dialogs.tsx";
import { TwoFactorDialog } from "./two-factor-dialog.tsx";

/** Whether signing in by password asks for a code as well. */
export function TwoFactorPanel({ account }: { account: Account }) {
  const [open, setOpen] = useState<"begin" | "codes" | "end" | null>(null);
  const close = () => setOpen(null);
  return (
    <Panel
      title={t`Two-factor sign-in`}
      note={t`A code of an authenticator app besides the password.`}
      actions={<Badge>{account.twoFactor ? t`On` : t`Off`}</Badge>}
    >
      {open === "begin" && <TwoFactorDialog onClose={close} />}
      {open === "codes" && <BackupCodesDialog onClose={close} />}
      {open === "end" && <EndTwoFactorDialog onClose={close} />}
      <div className="flex flex-wrap gap-2 p-4">
        {!account.hasPassword ? (
          <p className="text-sm text-text-2">
            <Trans>It belongs to a password, and you have none.</Trans>
          </p>
        ) : account.twoFactor ? (
          <>
            <Button onClick={() => setOpen("codes")}>
              <Trans>New backup codes</Trans>
            </Button>
            <Button look="danger" onClick={() => setOpen("end")}>
              <Trans>Turn it off</Trans>
            </Button>
          </>
        ) : (
          <Button icon={ShieldCheck} onClick={() => setOpen("begin")}>
            <Trans>Set it up</Trans>
          </Button>
        )}
      </div>
    </Panel>
  );
}
