import type { Person } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { peopleQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { Loaded } from "../page-states.tsx";
import { Panel, PanelLine } from "../settings/panel.tsx";
import { describeProjects } from "./describe-projects.ts";
import { Invitations } from "./invitations.tsx";
import { PersonDialog } from "./person-dialog.tsx";
import { roleWords } from "./role-words.ts";

/** Who is in the organization, with which role, and who was invited. */
export function PeoplePage() {
  const read = useQuery(peopleQuery(useClient()));
  const mayChange = useMay("people:change");
  return (
    <>
      <PageTitle title={t`People`} />
      <PageHead title={t`People`} />
      <Panel title={t`Members`}>
        <Loaded read={read} isPart>
          {(people) => (
            <ul aria-label={t`Members`}>
              {people.map((person) => (
                <PersonLine key={person.id} person={person} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </Loaded>
      </Panel>
      {mayChange && <Invitations />}
    </>
  );
}

function PersonLine({ person, mayChange }: { person: Person; mayChange: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const { name, email, role, projects, isYou } = person;
  return (
    <PanelLine
      name={
        <>
          {name}{" "}
          {isYou && (
            <Badge>
              <Trans>You</Trans>
            </Badge>
          )}
        </>
      }
      notes={`${email} · ${describeProjects(projects)}`}
    >
      <span className="text-text-2">{roleWords[role].label}</span>
      {mayChange && (
        <Button size="small" onClick={() => setEditing(true)} aria-label={t`Change ${name} (${email})`}>
          <Trans>Change</Trans>
        </Button>
      )}
      {isEditing && <PersonDialog person={person} onClose={() => setEditing(false)} />}
    </PanelLine>
  );
}
