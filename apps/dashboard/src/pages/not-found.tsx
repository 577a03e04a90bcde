import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState } from "../ui/message.tsx";
import { PageTitle } from "../ui/page-title.tsx";

export function NotFoundPage() {
  return (
    <>
      <PageTitle title={t`Not found`} />
      <EmptyState isPage icon={Compass} title={t`There is no such page`}>
        <p>
          <Trans>The address may have been mistyped, or what it named is gone.</Trans>
        </p>
        <ButtonLink>
          <Link to="/">
            <Trans>Go home</Trans>
          </Link>
        </ButtonLink>
      </EmptyState>
    </>
  );
}
