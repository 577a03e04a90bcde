import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { analysisSettingsQuery } from "../../data/queries.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { AnalysisForm } from "./analysis-form.tsx";
import { UsageMeter } from "./usage-meter.tsx";

/** How failed runs are explained, and what that has used. */
export function AnalysisPage() {
  const read = useQuery(analysisSettingsQuery(useClient()));
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-6 sm:px-6">
      <PageTitle title={t`Analysis`} />
      <PageHead title={t`Analysis`} />
      <p className="-mt-3 text-sm text-text-2">
        <Trans>Every run that failed is explained after its verdict, which is neither delayed nor changed by it.</Trans>
      </p>
      <Loaded read={read}>
        {(settings) => (
          <>
            <UsageMeter settings={settings} />
            <AnalysisForm settings={settings} />
          </>
        )}
      </Loaded>
    </div>
  );
}
