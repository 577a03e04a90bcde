import type { Run } from "@aac/contract";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { ButtonLink } from "../../ui/button.tsx";

export function WholeRunLink({ run, look }: { run: Run; look?: "primary" }) {
  return (
    <ButtonLink {...(look ? { look } : {})}>
      <Link to="/runs/$run" params={{ run: run.id }}>
        <Trans>See the whole run</Trans> <ArrowRight aria-hidden size={15} />
      </Link>
    </ButtonLink>
  );
}
