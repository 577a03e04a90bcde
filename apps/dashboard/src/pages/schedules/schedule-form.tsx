import { CatchUp, Overlap, type Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { EnvironmentField } from "../environment-field.tsx";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { environmentsQuery, keys } from "../../data/queries.ts";
import { useRemoval } from "../../data/use-removal.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputLook } from "../../ui/field.tsx";
import { Banner, explain } from "../../ui/message.tsx";
import { Select } from "../../ui/select.tsx";
import { NextRuns } from "./next-runs.tsx";

const overlaps: Record<Overlap, string> = {
  queue: t`Wait until it has ended`,
  skip: t`Leave this time out`,
  cancelPrevious: t`Cancel it`,
};
const catchUps: Record<CatchUp, string> = { none: t`Nothing`, last: t`The last one`, all: t`All of them` };
const choicesOf = <V extends string>(words: Record<V, string>, values: readonly V[]) =>
  values.map((value) => ({ value, label: words[value] }));

const ownTimeZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Props {
  target: { project: string; suite: string };
  /** The one to change; absent: a new one is made. */
  schedule?: Schedule;
  onDone: () => void;
}

/** When a suite runs by itself, and what happens when that cannot be. */
export function ScheduleForm({ target: { project, suite }, schedule, onDone }: Props) {
  const client = useClient();
  const queryClient = useQueryClient();
  const environments = useQuery(environmentsQuery(client, project)).data ?? [];
  const [cron, setCron] = useState(schedule?.cron ?? "30 2 * * *");
  const [timeZone, setTimeZone] = useState(schedule?.timeZone ?? ownTimeZone());
  const [environment, setEnvironment] = useState(schedule?.environment ?? undefined);
  const [overlap, setOverlap] = useState<Overlap>(schedule?.overlap ?? "queue");
  const [catchUp, setCatchUp] = useState<CatchUp>(schedule?.catchUp ?? "last");
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const given = (name: string) => ((form.get(name) as string | null) ?? "").trim();
      const fields = {
        ...(given("name") ? { name: given("name") } : {}),
        cron: cron.trim(),
        timeZone: timeZone.trim(),
        suite,
        overlap,
        catchUp,
        environment: environment ?? null,
        branch: given("branch") || null,
        jitterSeconds: Number(given("jitterSeconds")),
      };
      return schedule
        ? client.call("changeSchedule", { params: { project, schedule: schedule.slug }, body: fields })
        : client.call("createSchedule", { params: { project }, body: { slug: given("slug"), ...fields } });
    },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: keys.schedules });
      onDone();
    },
  });
  const remove = useRemoval(keys.schedules);
  const end = (one: Schedule) => {
    onDone();
    remove(one, t`The schedule ${one.name} is removed`, () =>
      client.call("deleteSchedule", { params: { project, schedule: one.slug } }),
    );
  };
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };

  return (
    <form onSubmit={submit} className="flex min-h-0 flex-col">
      <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4">
        {save.error && <Banner tone="failure">{explain(save.error).detail}</Banner>}
        <div className="grid gap-4 sm:grid-cols-2">
          {!schedule && (
            <Field label={t`Slug`} hint={t`Its name in addresses.`} error={errors["slug"]}>
              {(control) => <input {...control} name="slug" required placeholder="nightly" className={inputLook} />}
            </Field>
          )}
          <Field label={t`Name`} error={errors["name"]}>
            {(control) => <input {...control} name="name" defaultValue={schedule?.name} className={inputLook} />}
          </Field>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`When`} hint={t`Minute, hour, day, month, day of the week.`} error={errors["cron"]}>
            {(control) => (
              <input
                {...control}
                required
                spellCheck={false}
                value={cron}
                onChange={(event) => setCron(event.target.value)}
                className={`${inputLook} font-mono`}
              />
            )}
          </Field>
          <Field label={t`Time zone`} error={errors["timeZone"]}>
            {(control) => (
              <input
                {...control}
                required
                spellCheck={false}
                list="time-zones"
                value={timeZone}
                onChange={(event) => setTimeZone(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
        </div>
        <datalist id="time-zones">
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </datalist>
        <NextRuns cron={cron} timeZone={timeZone} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`While a run still goes on`}>
            {({ id }) => (
              <Select
                id={id}
                value={overlap}
                choices={choicesOf(overlaps, Overlap.options)}
                onChange={(chosen) => setOverlap(chosen ?? "queue")}
              />
            )}
          </Field>
          <Field label={t`Catch up after a downtime`}>
            {({ id }) => (
              <Select
                id={id}
                value={catchUp}
                choices={choicesOf(catchUps, CatchUp.options)}
                onChange={(chosen) => setCatchUp(chosen ?? "last")}
              />
            )}
          </Field>
          <EnvironmentField
            environments={environments}
            value={environment}
            error={errors["environment"]}
            onChange={setEnvironment}
          />
          <Field label={t`Branch`} hint={t`Noted on its runs.`} error={errors["branch"]}>
            {(control) => (
              <input {...control} name="branch" defaultValue={schedule?.branch ?? ""} className={inputLook} />
            )}
          </Field>
          <Field label={t`Jitter in seconds`} hint={t`Starts up to so much later.`} error={errors["jitterSeconds"]}>
            {(control) => (
              <input
                {...control}
                name="jitterSeconds"
                type="number"
                min={0}
                max={3600}
                defaultValue={schedule?.jitterSeconds ?? 0}
                className={inputLook}
              />
            )}
          </Field>
        </div>
      </div>
      <div className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
        {schedule && (
          <Button look="danger" onClick={() => end(schedule)} className="mr-auto">
            <Trans>Remove</Trans>
          </Button>
        )}
        <Button type="submit" look="primary" isBusy={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  );
}
