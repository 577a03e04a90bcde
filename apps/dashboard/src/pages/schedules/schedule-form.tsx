import { CatchUp, Overlap, type Schedule } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useState } from "react";
import { EnvironmentField } from "../environment-field.tsx";
import { useClient } from "../../data/client-context.ts";
import { fieldErrors } from "../../data/field-errors.ts";
import { environmentsQuery, keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { useRemoval } from "../../data/use-removal.ts";
import { DialogForm } from "../../ui/dialog-form.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { namedBody, NameFields } from "../name-fields.tsx";
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
  const environments = useQuery(environmentsQuery(client, project)).data;
  const [named, setNamed] = useState({ name: schedule?.name ?? "", slug: schedule?.slug ?? "" });
  const [cron, setCron] = useState(schedule?.cron ?? "30 2 * * *");
  const [timeZone, setTimeZone] = useState(schedule?.timeZone ?? ownTimeZone());
  const [environment, setEnvironment] = useState(schedule?.environment ?? undefined);
  const [overlap, setOverlap] = useState<Overlap>(schedule?.overlap ?? "queue");
  const [catchUp, setCatchUp] = useState<CatchUp>(schedule?.catchUp ?? "last");
  const [branch, setBranch] = useState(schedule?.branch ?? "");
  const [jitter, setJitter] = useState(String(schedule?.jitterSeconds ?? 0));
  const save = useChange(
    keys.schedules,
    () => {
      const { slug, ...name } = namedBody(named);
      const fields = {
        ...name,
        cron: cron.trim(),
        timeZone: timeZone.trim(),
        suite,
        overlap,
        catchUp,
        environment: environment ?? null,
        branch: branch.trim() || null,
        jitterSeconds: Number(jitter),
      };
      return schedule
        ? client.call("changeSchedule", { params: { project, schedule: schedule.slug }, body: fields })
        : client.call("createSchedule", { params: { project }, body: { slug, ...fields } });
    },
    onDone,
  );
  const remove = useRemoval(keys.schedules);
  const end = (one: Schedule) => {
    onDone();
    remove(one, t`The schedule ${one.name} is removed`, () =>
      client.call("deleteSchedule", { params: { project, schedule: one.slug } }),
    );
  };
  const errors = fieldErrors(save.error);

  return (
    <DialogForm
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      {...(schedule ? { removal: { isBusy: false, canBeUndone: true, onRemove: () => end(schedule) } } : {})}
    >
      <div className={clsx("grid gap-4", !schedule && "sm:grid-cols-2")}>
        <NameFields
          value={named}
          objections={errors}
          onChange={(part) => setNamed({ ...named, ...part })}
          examples={{ name: t`Every night`, slug: "every-night" }}
          isNew={!schedule}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t`When`}
          hint={t`Minute, hour, day, month, day of the week.`}
          error={errors["cron"]}
          required
          isMono
          spellCheck={false}
          value={cron}
          onChange={setCron}
        />
        <TextField
          label={t`Time zone`}
          error={errors["timeZone"]}
          required
          spellCheck={false}
          list="time-zones"
          value={timeZone}
          onChange={setTimeZone}
        />
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
        <TextField
          label={t`Branch`}
          hint={t`Noted on its runs.`}
          error={errors["branch"]}
          value={branch}
          onChange={setBranch}
        />
        <TextField
          label={t`Jitter in seconds`}
          hint={t`Starts up to so much later.`}
          error={errors["jitterSeconds"]}
          type="number"
          min={0}
          max={3600}
          value={jitter}
          onChange={setJitter}
        />
      </div>
    </DialogForm>
  );
}
