import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { peopleQuery, sessionQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Select } from "../../ui/select.tsx";

/** Who has triggered the runs: oneself, or anybody of the organization. */
export function PersonFilter({ by, onChange }: { by: string | undefined; onChange: (by: string | undefined) => void }) {
  const client = useClient();
  const maySee = useMay("people:read");
  const { data: session } = useQuery(sessionQuery(client));
  const people = useQuery({ ...peopleQuery(client), enabled: maySee }).data ?? [];
  const others = people
    .filter(({ id }) => id !== session?.person)
    .map(({ id, name }) => ({ value: id, label: name }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  return (
    <Select
      look="filter"
      label={t`Triggered by`}
      nothing={t`By anyone`}
      value={by !== undefined && by === session?.person ? "me" : by}
      choices={[{ value: "me", label: t`By me` }, ...others]}
      onChange={onChange}
    />
  );
}
