import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { QRCodeSVG } from "qrcode.react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { BackupCodes } from "./backup-codes.tsx";

interface Setup {
  uri: string;
  backupCodes: string[];
}

/** Sets an authenticator up: the password, then a first code, then the backup codes, once. */
export function TwoFactorDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toaster = useToaster();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [setup, setSetup] = useState<Setup | null>(null);
  const [isOn, setOn] = useState(false);
  const begin = useChange(keys.account, () => client.call("beginTwoFactor", { body: { password } }), setSetup);
  const confirm = useChange(
    keys.account,
    () => client.call("confirmTwoFactor", { body: { code: code.replaceAll(" ", "") } }),
    () => {
      setOn(true);
      toaster.done(t`Two-factor sign-in is on`);
    },
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isOn ? t`Your backup codes` : t`Set up two-factor sign-in`}
      description={
        isOn
          ? t`Each works once in place of a code`
          : setup
            ? t`Scan this with an authenticator app, then type the code that it shows`
            : t`Your password, to be sure that it is you`
      }
    >
      {setup && isOn ? (
        <BackupCodes codes={setup.backupCodes} onDone={onClose} />
      ) : setup ? (
        <DialogForm error={confirm.error} isSaving={confirm.isPending} onSave={confirm.mutate} action={t`Turn it on`}>
          <SecretPicture uri={setup.uri} />
          <TextField
            label={t`Code`}
            hint={t`Six digits.`}
            required
            isMono
            inputMode="numeric"
            autoComplete="one-time-code"
            error={fieldErrors(confirm.error)["code"]}
            value={code}
            onChange={setCode}
          />
        </DialogForm>
      ) : (
        <DialogForm error={begin.error} isSaving={begin.isPending} onSave={begin.mutate} action={t`Continue`}>
          <TextField
            label={t`Password`}
            type="password"
            required
            autoComplete="current-password"
            error={fieldErrors(begin.error)["password"]}
            value={password}
            onChange={setPassword}
          />
        </DialogForm>
      )}
    </Dialog>
  );
}

function SecretPicture({ uri }: { uri: string }) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <div className="flex flex-wrap items-center gap-4">
      {/* Black on white in both themes: cameras read no other as well. */}
      <QRCodeSVG
        value={uri}
        size={176}
        marginSize={4}
        title={t`QR code for an authenticator app`}
        className="rounded-md"
      />
      <div className="min-w-40 flex-1 text-xs text-text-2">
        <p>
          <Trans>It cannot be scanned? Type this secret into the app:</Trans>
        </p>
        <p className="mt-1.5 flex items-center gap-2">
          <code aria-label={t`Secret of the authenticator`} className="font-mono break-all text-text select-all">
            {secret}
          </code>
          <CopyButton text={secret} label={t`Copy the secret`} />
        </p>
      </div>
    </div>
  );
}
