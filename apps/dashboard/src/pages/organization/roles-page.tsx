import { Role, type Roles } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { rolesQuery } from "../../data/manage-queries.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { roleWords } from "../people/role-words.ts";
import { permissionWords } from "./permission-words.ts";

type Rule = Roles["permissions"][number];

/** Who may do what: the table that the center itself goes by. */
export function RolesPage() {
  const read = useQuery(rolesQuery(useClient()));
  return (
    <>
      <PageTitle title={t`Roles`} />
      <PageHead title={t`Roles`} />
      <p className="-mt-2 max-w-3xl text-sm text-text-2">
        <Trans>
          Each role may do all that those to its right may. A person may be limited to some projects, with a role in
          each. This is the table that the center goes by, not a copy of it.
        </Trans>
      </p>
      <Loaded read={read}>{(rules) => <RolesTable rules={rules} />}</Loaded>
    </>
  );
}

function RolesTable({ rules }: { rules: readonly Rule[] }) {
  return (
    <div
      className="relative overflow-x-auto rounded-lg border border-line bg-surface"
      role="region"
      aria-label={t`Roles`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached by keyboard.
      tabIndex={0}
    >
      <table aria-label={t`Who may do what`} className="w-full min-w-160 border-collapse text-sm">
        <thead>
          <tr>
            <th scope="col" className={headLook}>
              <Trans>May</Trans>
            </th>
            {Role.options.map((role) => (
              <th key={role} scope="col" className={`${headLook} text-center`}>
                {roleWords[role].label}
              </th>
            ))}
            <th scope="col" className={headLook}>
              <Trans>Scope of a key</Trans>
            </th>
          </tr>
        </thead>
        {groupByMatter(rules).map(([about, rows]) => (
          <tbody key={about}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={Role.options.length + 2}
                className="bg-raised px-4 py-1.5 text-left text-xs font-medium text-text-2"
              >
                {about}
              </th>
            </tr>
            {rows.map((rule) => (
              <RuleRow key={rule.permission} rule={rule} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const headLook = "h-9 border-b border-line px-4 text-left text-xs font-medium whitespace-nowrap text-text-3";

function RuleRow({ rule: { permission, role: least, scope } }: { rule: Rule }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-4 py-2 text-left font-normal">
        {permissionWords[permission]?.label ?? permission}
      </th>
      {Role.options.map((role) => (
        <td key={role} className="px-4 py-2 text-center">
          {Role.options.indexOf(role) <= Role.options.indexOf(least) ? (
            <>
              <Check aria-hidden size={15} className="inline text-passed" />
              <span className="sr-only">
                <Trans>yes</Trans>
              </span>
            </>
          ) : (
            <span className="text-text-3">
              <span aria-hidden>–</span>
              <span className="sr-only">
                <Trans>no</Trans>
              </span>
            </span>
          )}
        </td>
      ))}
      <td className="px-4 py-2 font-mono text-xs text-text-2">
        {scope ?? (
          <span className="font-sans text-text-3">
            <Trans>no key</Trans>
          </span>
        )}
      </td>
    </tr>
  );
}

/** In the order in which each matter comes up first. */
function groupByMatter(rules: readonly Rule[]): [string, Rule[]][] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    // A newer server may have some that this page does not know.
    const about = permissionWords[rule.permission]?.about ?? t`Other`;
    groups.set(about, [...(groups.get(about) ?? []), rule]);
  }
  return [...groups];
}
