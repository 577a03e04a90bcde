import { type Channel, ChannelKind, type NewChannel } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { kindWords } from "./filter-words.ts";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { namedBody, NameFields } from "../name-fields.tsx";

/** Where the address of each kind comes from. */
const addressHints: Record<Exclude<ChannelKind, "email">, string> = {
  slack: t`Of an incoming webhook of your Slack app.`,
  teams: t`Of a workflow that posts when a webhook request is received.`,
  discord: t`Of a webhook in the settings of a Discord channel.`,
  webhook: t`Gets signed JSON, as Standard Webhooks says.`,
};

/** Makes a place where notices go; or changes one. */
export function ChannelDialog({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const [secret, setSecret] = useState<{ of: string; text: string } | null>(null);
  const onSecret = (of: string, text: string | null) => (text === null ? onClose() : setSecret({ of, text }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={secret ? t`The signing secret` : channel ? t`Edit ${channel.name}` : t`New channel`}
      description={
        secret
          ? t`What ${secret.of} verifies requests with`
          : channel
            ? kindWords[channel.kind]
            : t`A place where notices go`
      }
    >
      {secret ? (
        <SecretOnce label={t`Signing secret`} secret={secret.text} onDone={onClose} />
      ) : (
        <ChannelForm onDone={onClose} onSecret={onSecret} {...(channel ? { channel } : {})} />
      )}
    </Dialog>
  );
}

interface FormProps {
  channel?: Channel;
  onDone: () => void;
  onSecret: (of: string, secret: string | null) => void;
}

function ChannelForm({ channel, onDone, onSecret }: FormProps) {
  const client = useClient();
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "slack");
  const [named, setNamed] = useState({ name: channel?.name ?? "", slug: channel?.slug ?? "" });
  const [to, setTo] = useState(channel?.to.join(", ") ?? "");
  const [people, setPeople] = useState(channel?.people.map(({ email }) => email).join(", ") ?? "");
  const [url, setUrl] = useState("");
  const { slug, ...name } = namedBody(named);
  const params = { channel: channel?.slug ?? slug };

  const save = useChange(
    keys.channels,
    async () => {
      const receivers = { to: listed(to), people: listed(people) };
      if (channel) {
        const target = kind === "email" ? receivers : url.trim() ? { url: url.trim() } : {};
        await client.call("changeChannel", { params, body: { ...name, ...target } });
        return null;
      }
      const target = kind === "email" ? { kind, ...receivers } : { kind, url: url.trim() };
      return (await client.call("createChannel", { body: { slug, ...name, ...target } as NewChannel })).secret;
    },
    (secret) => onSecret(name.name ?? slug, secret),
  );
  const rotate = useChange(
    keys.channels,
    async () => (await client.call("rotateChannelSecret", { params })).secret,
    (secret) => onSecret(channel!.name, secret),
  );
  const remove = useChange(keys.channels, () => client.call("deleteChannel", { params }), onDone);
  const errors = fieldErrors(save.error);

  return (
    <DialogForm
      error={save.error ?? rotate.error ?? remove.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      {...(channel ? { removal: { isBusy: remove.isPending, onRemove: remove.mutate } } : {})}
    >
      {!channel && (
        <Field label={t`Kind`}>
          {({ id }) => (
            <Select
              id={id}
              value={kind}
              choices={ChannelKind.options.map((value) => ({ value, label: kindWords[value] }))}
              onChange={(chosen) => setKind(chosen ?? "slack")}
            />
          )}
        </Field>
      )}
      <div className={clsx("grid gap-4", !channel && "sm:grid-cols-2")}>
        <NameFields
          value={named}
          objections={errors}
          onChange={(part) => setNamed({ ...named, ...part })}
          examples={{ name: t`The team`, slug: "team" }}
          isNew={!channel}
        />
      </div>
      {kind === "email" ? (
        <>
          <AddressesField
            label={t`Members`}
            hint={t`Their addresses, separated by commas. They are told wherever they can be reached, as long as they are members.`}
            error={errors["people"]}
            value={people}
            onChange={setPeople}
          />
          <AddressesField
            label={t`Addresses`}
            hint={t`Of anybody else, separated by commas, 20 at most.`}
            error={errors["to"]}
            value={to}
            onChange={setTo}
          />
        </>
      ) : (
        <Field
          label="URL"
          hint={
            channel
              ? t`Posts to ${channel.host ?? t`an address`}. It is never shown again; leave it empty to keep it.`
              : addressHints[kind]
          }
          error={errors["url"]}
        >
          {(control) => (
            <input
              {...control}
              required={!channel}
              spellCheck={false}
              autoComplete="off"
              placeholder="https://"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              className={`${inputLook} font-mono`}
            />
          )}
        </Field>
      )}
      {channel?.kind === "webhook" && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-raised px-3 py-2.5">
          <p className="min-w-48 flex-1 text-xs text-text-2">
            <span className="block text-sm font-medium text-text">
              <Trans>Signing secret</Trans>
            </span>
            <Trans>With a new one, requests are signed with both for a day.</Trans>
          </p>
          <Button size="small" icon={RotateCw} isBusy={rotate.isPending} onClick={() => rotate.mutate()}>
            <Trans>Rotate the secret</Trans>
          </Button>
        </div>
      )}
    </DialogForm>
  );
}

const listed = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

interface AddressesProps {
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

function AddressesField({ label, hint, error, value, onChange }: AddressesProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
          rows={2}
          spellCheck={false}
          placeholder={t`ada@example.org, team@example.org`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${inputLook} h-auto py-1.5`}
        />
      )}
    </Field>
  );
}
