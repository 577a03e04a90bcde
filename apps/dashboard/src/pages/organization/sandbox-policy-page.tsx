import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { sandboxPolicyQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { Registries } from "./registries.tsx";

/** What the organization asks of its sandboxes. */
export function SandboxPolicyPage() {
  const read = useQuery(sandboxPolicyQuery(useClient()));
  const mayChange = useMay("organization:change");
  return (
    <>
      <PageTitle title={t`Sandbox policy`} />
      <PageHead title={t`Sandbox policy`} />
      <Loaded read={read}>
        {(policy) => (
          <>
            <PolicyForm policy={policy} mayChange={mayChange} />
            <Registries registries={policy.registries} mayChange={mayChange} />
          </>
        )}
      </Loaded>
    </>
  );
}
