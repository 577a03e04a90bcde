import { t } from "@lingui/core/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { organizationsQuery, sessionQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Select } from "../../ui/select.tsx";
import { useToaster } from "../../ui/toast.tsx";

/** The organization that one acts in; where there are several, the way to another. */
export function OrganizationSwitch() {
  const client = useClient();
  const toaster = useToaster();
  const { data: session } = useQuery(sessionQuery(client));
  const isPerson = useMay("account");
  const { data: own = [] } = useQuery({ ...organizationsQuery(client), enabled: isPerson });
  const move = useMutation({
    mutationFn: (organization: string) => client.call("switchOrganization", { body: { organization } }),
    // All that the page holds was of the other one.
    onSuccess: () => location.assign("/"),
    onError: (error) => toaster.failed(error),
  });
  if (!session) return null;
  if (own.length < 2) return <p className="truncate text-sm font-medium">{session.organization.name}</p>;
  return (
    <Select
      label={t`Organization`}
      value={session.organization.slug}
      choices={own.map(({ slug, name }) => ({ value: slug, label: name }))}
      onChange={(slug) => slug && slug !== session.organization.slug && move.mutate(slug)}
    />
  );
}
