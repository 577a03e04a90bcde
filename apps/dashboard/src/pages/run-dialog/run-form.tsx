import { NewRun, type Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { EnvironmentField } from "../environment-field.tsx";
import type { z } from "zod";
import { useClient } from "../../data/client-context.ts";
import { type FieldErrors, fieldErrors } from "../../data/field-errors.ts";
import { environmentsQuery, keys } from "../../data/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { Select } from "../../ui/select.tsx";
import { readVariables } from "./variables-text.ts";

const priorities = [
  { value: "5", label: t`Before others` },
  { value: "0", label: t`As usual` },
  { value: "-5", label: t`When nothing else waits` },
] as const;
type Priority = (typeof priorities)[number]["value"];

/** What a run of the suite may be told. Everything may stay as it is. */
export function RunForm({ suite, onBack }: { suite: Suite; onBack?: () => void }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const environments = useQuery(environmentsQuery(client, suite.project)).data;
  const [environment, setEnvironment] = useState<string>();
  const [priority, setPriority] = useState<Priority>("0");
  const [errors, setErrors] = useState<FieldErrors>({});
  // What is sent again as it was, for instance over a bad connection, triggers no second run.
  const lastSent = useRef({ body: "", key: "" });

  const trigger = useMutation({
    mutationFn(body: z.input<typeof NewRun>) {
      const text = JSON.stringify(body);
      if (lastSent.current.body !== text) lastSent.current = { body: text, key: randomKey() };
      return client.call("createRun", { body, headers: { "idempotency-key": lastSent.current.key } });
    },
    onSuccess: (run) => {
      queryClient.setQueryData(keys.run(run.id), run);
      return navigate({ to: "/runs/$run", params: { run: run.id } });
    },
    onError: (error) => setErrors(fieldErrors(error)),
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = (name: string) => (form.get(name) as string).trim();
    const variables = readVariables(given("variables"));
    if ("error" in variables) return setErrors({ variables: variables.error });
    const read = NewRun.safeParse({
      project: suite.project,
      suite: suite.slug,
      environment: environment ?? null,
      folder: given("folder") || undefined,
      branch: given("branch") || null,
      commit: given("commit") || null,
      shards: Number(given("shards")),
      variables: variables.variables,
      priority: Number(priority),
      trigger: "dashboard",
    });
    if (!read.success) {
      return setErrors(Object.fromEntries(read.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
    }
    setErrors({});
    return trigger.mutate(read.data);
  };

  return (
    <form onSubmit={submit} className="flex min-h-0 flex-col">
      <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4">
        {trigger.error && (
          <Banner tone="failure">
            {explain(trigger.error).detail} {explain(trigger.error).remedy}
          </Banner>
        )}
        <Field label={t`Folder`} hint={t`The part of the suite to run.`} error={errors["folder"]}>
          {(control) => (
            <input
              {...control}
              name="folder"
              placeholder={suite.folder}
              spellCheck={false}
              className={`${inputLook} font-mono`}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <EnvironmentField
            environments={environments}
            value={environment}
            error={errors["environment"]}
            onChange={setEnvironment}
          />
          <Field label={t`Shards`} hint={t`Sandboxes side by side.`} error={errors["shards"]}>
            {(control) => (
              <input {...control} name="shards" type="number" min={1} max={64} defaultValue={1} className={inputLook} />
            )}
          </Field>
          <Field label={t`Branch`} error={errors["branch"]}>
            {(control) => (
              <input {...control} name="branch" placeholder="main" spellCheck={false} className={inputLook} />
            )}
          </Field>
          <Field label={t`Commit`} error={errors["commit"]}>
            {(control) => <input {...control} name="commit" spellCheck={false} className={`${inputLook} font-mono`} />}
          </Field>
          <Field label={t`Priority`} hint={t`Among your organization's own.`} error={errors["priority"]}>
            {({ id }) => (
              <Select id={id} value={priority} choices={priorities} onChange={(chosen) => setPriority(chosen ?? "0")} />
            )}
          </Field>
        </div>
        <Field
          label={t`Variables`}
          hint={t`One a line. They are stronger than the suite's and the environment's.`}
          error={errors["variables"]}
        >
          {(control) => (
            <textarea
              {...control}
              name="variables"
              rows={3}
              placeholder={"NAME=value"}
              spellCheck={false}
              className={`${inputLook} h-auto py-1.5 font-mono`}
            />
          )}
        </Field>
      </div>
      <div className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
        {onBack && (
          <Button look="ghost" onClick={onBack} className="mr-auto">
            <Trans>Another suite</Trans>
          </Button>
        )}
        <Button type="submit" look="primary" icon={Play} isBusy={trigger.isPending}>
          <Trans>Run</Trans>
        </Button>
      </div>
    </form>
  );
}

/** `crypto.randomUUID` is there only over HTTPS and on localhost. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
