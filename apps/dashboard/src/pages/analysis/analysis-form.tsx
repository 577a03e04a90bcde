import { AnalysisProvider, type AnalysisSettings, type AnalysisSettingsChange } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type SubmitEvent, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useMay } from "../../data/use-may.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { Select } from "../../ui/select.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { KeyField } from "./key-field.tsx";

const modes = [
  {
    value: "model",
    label: t`Ask a model`,
    hint: t`Where one is set up; until it answers, and where it cannot, the rules do.`,
  },
  { value: "rules", label: t`Rules only`, hint: t`Built in and instant. Nothing leaves the center.` },
  { value: "off", label: t`Off`, hint: t`Failed runs are not explained.` },
] as const;

const providers: Record<AnalysisProvider, string> = {
  gemini: t`Google Gemini`,
  openai: "OpenAI",
  anthropic: t`Anthropic`,
  compatible: t`The center's own server`,
};

/** How the organization wants its failed runs explained. */
export function AnalysisForm({ settings }: { settings: AnalysisSettings }) {
  const client = useClient();
  const toaster = useToaster();
  const mayChange = useMay("analysis:change");
  const [mode, setMode] = useState(settings.mode);
  const [provider, setProvider] = useState(settings.provider ?? undefined);
  const [model, setModel] = useState(settings.model ?? "");
  const [monthly, setMonthly] = useState(settings.monthlyTokens?.toString() ?? "");
  const [apiKey, setApiKey] = useState<string | null>("");
  const save = useChange(
    keys.analysisSettings,
    () => {
      const body: AnalysisSettingsChange = {
        mode,
        provider: provider ?? null,
        model: model.trim() || null,
        monthlyTokens: monthly.trim() === "" ? null : Number(monthly),
        ...(apiKey === "" ? {} : { apiKey: apiKey && apiKey.trim() }),
      };
      return client.call("changeAnalysisSettings", { body });
    },
    () => {
      setApiKey("");
      toaster.done(t`Saved`);
    },
  );
  const errors = fieldErrors(save.error);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayChange} className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-4">
        {save.error && <FormError error={save.error} />}
        <RadioCards legend={t`Who explains a failure`} value={mode} choices={modes} onChange={setMode} />
        {mode === "model" && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t`Provider`} error={errors["provider"]}>
              {({ id }) => (
                <Select
                  id={id}
                  value={provider}
                  nothing={t`As the center has it`}
                  choices={AnalysisProvider.options.map((value) => ({ value, label: providers[value] }))}
                  onChange={setProvider}
                />
              )}
            </Field>
            <Field label={t`Model`} hint={t`Empty: the provider's preset.`} error={errors["model"]}>
              {(control) => (
                <input
                  {...control}
                  spellCheck={false}
                  value={model}
                  onChange={(event) => setModel(event.target.value)}
                  className={`${inputLook} font-mono`}
                />
              )}
            </Field>
            <KeyField hasKey={settings.hasKey} value={apiKey} error={errors["apiKey"]} onChange={setApiKey} />
            <Field
              label={t`Tokens a month`}
              hint={t`Beyond them the rules answer. Empty: no limit.`}
              error={errors["monthlyTokens"]}
            >
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={0}
                  step={1}
                  value={monthly}
                  onChange={(event) => setMonthly(event.target.value)}
                  className={`${inputLook} tabular-nums`}
                />
              )}
            </Field>
          </div>
        )}
        <div className="flex items-center justify-end gap-3">
          {!mayChange && (
            <p className="text-xs text-text-3">
              <Trans>Only administrators change this.</Trans>
            </p>
          )}
          <Button type="submit" look="primary" isBusy={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
