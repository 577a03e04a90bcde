import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import clsx from "clsx";
import { Check } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import { readWizardSearch, type WizardSearch } from "../../search-params.ts";
import { Banner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { PageHead } from "../page-head.tsx";
import { UploadSteps } from "./upload-steps.tsx";
import { WizardForm } from "./wizard-form.tsx";
import { WizardRun } from "./wizard-run.tsx";

const route = getRouteApi("/app/new");

type Kind = NonNullable<WizardSearch["kind"]>;

/** From the name of an image, a directory, or reports that are there already, to a first green run. */
export function WizardPage() {
  const search = route.useSearch({ select: readWizardSearch, structuralSharing: true });
  const navigate = route.useNavigate();
  const { data: session } = useQuery(sessionQuery(useClient()));
  const isLocal = session?.mode === "local";
  // Without an engine nothing runs images.
  const hasEngine = session?.executor !== "process";
  const kind = search.kind ?? (hasEngine ? "image" : "directory");
  const choices: { value: Kind; label: string; hint: string }[] = [
    { value: "image", label: t`A container image`, hint: t`It holds the tests and what they need.` },
    ...(isLocal
      ? [{ value: "directory" as const, label: t`A directory`, hint: t`Of this machine, as it lies there.` }]
      : []),
    { value: "upload", label: t`They run elsewhere`, hint: t`I send the reports, such as JUnit XML.` },
  ];
  const isRunning = search.run !== undefined;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 py-6 sm:px-6">
      <PageTitle title={t`New`} />
      <PageHead title={t`A first run of your tests`} />
      <Steps at={isRunning ? 2 : 1} last={kind === "upload" ? t`Send a report` : t`Watch it run`} />
      {isRunning ? (
        <WizardRun run={search.run!} />
      ) : (
        <>
          <RadioCards
            legend={t`Where are your tests?`}
            value={kind}
            choices={choices}
            onChange={(next) =>
              void navigate({ search: (before: WizardSearch) => ({ ...before, kind: next }), replace: true })
            }
          />
          {kind === "image" && !hasEngine && (
            <Banner tone="warning">
              <Trans>
                No container engine was found when this center was started, so it does not run images. Start Docker, or
                set DOCKER_HOST, and start the center again; or name a directory.
              </Trans>
            </Banner>
          )}
          {kind === "upload" ? (
            <UploadSteps preset={search.project} />
          ) : (
            <WizardForm
              key={kind}
              kind={kind}
              preset={search.project}
              executor={session?.executor ?? null}
              onStarted={(run) => void navigate({ search: (before: WizardSearch) => ({ ...before, run }) })}
            />
          )}
        </>
      )}
    </div>
  );
}

function Steps({ at, last }: { at: 1 | 2; last: string }) {
  return (
    <ol aria-label={t`Steps`} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {[t`Say what to run`, last].map((label, index) => {
        const number = index + 1;
        const isDone = number < at;
        return (
          <li
            key={label}
            aria-current={number === at ? "step" : undefined}
            className={clsx("flex items-center gap-2", number === at ? "font-medium text-text" : "text-text-3")}
          >
            <span
              aria-hidden
              className={clsx(
                "flex size-5 items-center justify-center rounded-full text-xs tabular-nums",
                number === at ? "bg-accent-solid text-on-accent" : "bg-raised text-text-2",
              )}
            >
              {isDone ? <Check size={12} /> : number}
            </span>
            {label}
          </li>
        );
      })}
    </ol>
  );
}
