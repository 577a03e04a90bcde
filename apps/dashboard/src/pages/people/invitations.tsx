import type { Invitation, InvitationState, SentInvitation } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Mail, Plus } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { invitationsQuery, keys } from "../../data/queries.ts";
import { useChange } from "../../data/use-change.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatExact } from "../../ui/format.ts";
import { Banner, explain } from "../../ui/message.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { useToaster } from "../../ui/toast.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel, PanelEmpty, PanelLine } from "../settings/panel.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { describeProjects } from "./describe-projects.ts";
import { roleWords } from "./role-words.ts";

const stateWords: Record<InvitationState, string> = {
  open: t`Open`,
  accepted: t`Accepted`,
  revoked: t`Revoked`,
  expired: t`Expired`,
};

/** Who was invited, and what came of it. */
export function Invitations() {
  const read = useQuery(invitationsQuery(useClient()));
  const toaster = useToaster();
  const [isInviting, setInviting] = useState(false);
  const [sent, setSent] = useState<{ email: string; link: string } | null>(null);
  const onSent = ({ invitation: { email }, link }: SentInvitation) => {
    setInviting(false);
    if (link) setSent({ email, link });
    else toaster.done(t`A mail to ${email} is on its way`);
  };
  return (
    <Panel
      title={t`Invitations`}
      actions={
        <Button size="small" icon={Plus} onClick={() => setInviting(true)}>
          <Trans>Invite somebody</Trans>
        </Button>
      }
    >
      {isInviting && <InviteDialog onSent={onSent} onClose={() => setInviting(false)} />}
      {sent && (
        <Dialog
          isOpen
          onClose={() => setSent(null)}
          title={t`The link of the invitation`}
          description={t`This center sends no mail: pass it on to ${sent.email} yourself`}
        >
          <SecretOnce label={t`Link of the invitation`} secret={sent.link} onDone={() => setSent(null)} />
        </Dialog>
      )}
      <Loaded read={read} isPart>
        {(invitations) =>
          invitations.length === 0 ? (
            <PanelEmpty>
              <Trans>Nobody was invited yet.</Trans>
            </PanelEmpty>
          ) : (
            <ul aria-label={t`Invitations`}>
              {invitations.map((invitation) => (
                <InvitationLine key={invitation.id} invitation={invitation} onSent={onSent} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function InvitationLine({ invitation, onSent }: { invitation: Invitation; onSent: (sent: SentInvitation) => void }) {
  const client = useClient();
  const { id, email, role, projects, invitedBy, state, expiresAt } = invitation;
  const params = { invitation: id };
  const resend = useChange(keys.invitations, () => client.call("resendInvitation", { params }), onSent);
  const revoke = useChange(keys.invitations, () => client.call("revokeInvitation", { params }));
  const error = resend.error ?? revoke.error;
  const until = state === "open" ? t` · until ${formatExact(expiresAt)}` : "";
  return (
    <PanelLine
      name={
        <>
          {email} <Badge>{stateWords[state]}</Badge>
        </>
      }
      notes={t`${roleWords[role].label}, ${describeProjects(projects)} · by ${invitedBy}${until}`}
    >
      {(state === "open" || state === "expired") && (
        <Button
          size="small"
          icon={Mail}
          isBusy={resend.isPending}
          onClick={() => resend.mutate()}
          aria-label={t`Send again: ${email}`}
        >
          <Trans>Send again</Trans>
        </Button>
      )}
      {state === "open" && (
        <ConfirmButton
          size="small"
          label={t`Revoke`}
          confirmation={t`Revoke for good`}
          name={email}
          isBusy={revoke.isPending}
          onConfirm={revoke.mutate}
        />
      )}
      {error && <Banner tone="failure">{explain(error).detail}</Banner>}
    </PanelLine>
  );
}
