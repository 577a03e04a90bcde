import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "../../data/client-context.ts";
import { accountQuery, organizationsQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { OwnKeys } from "../keys/own-keys.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { OrganizationSwitch } from "../shell/organization-switch.tsx";
import { AppearancePanel } from "./appearance-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { TwoFactorPanel } from "./two-factor-panel.tsx";

/** What one is and has oneself, whatever the organization. */
export function AccountPage() {
  const client = useClient();
  const read = useQuery(accountQuery(client));
  const { data: own = [] } = useQuery(organizationsQuery(client));
  const mayHaveKeys = useMay("keys:own");
  return (
    <>
      <PageTitle title={t`Account`} />
      <PageHead title={t`Account`} />
      {own.length > 1 && (
        // Where the page is wide, the sidebar has it.
        <div className="lg:hidden">
          <OrganizationSwitch />
        </div>
      )}
      <Loaded read={read}>
        {(account) => (
          <>
            <ProfilePanel account={account} />
            <PasswordPanel account={account} />
            <TwoFactorPanel account={account} />
          </>
        )}
      </Loaded>
      <AppearancePanel />
      <SessionsPanel />
      {mayHaveKeys && <OwnKeys />}
    </>
  );
}
