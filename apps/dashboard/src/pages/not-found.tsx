import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { ButtonLink } from "../ui/button.tsx";
import { EmptyState } from "../ui/message.tsx";
import { PageTitle } from "../ui/page-title.tsx";

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="Not found" />
      <EmptyState isPage icon={Compass} title="There is no such page">
        <p>The address may have been mistyped, or what it named is gone.</p>
        <ButtonLink>
          <Link to="/">Go home</Link>
        </ButtonLink>
      </EmptyState>
    </>
  );
}
