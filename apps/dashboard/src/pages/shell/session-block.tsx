import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { sessionQuery } from "../../data/queries.ts";
import { IconButton } from "../../ui/button.tsx";
import { ThemeButton } from "../../ui/theme.tsx";
import { OrganizationSwitch } from "./organization-switch.tsx";
import { useSignOut } from "../../data/use-sign-out.ts";

/** Who is signed in, where, and how this center runs sandboxes. */
export function SessionBlock() {
  const { data: session } = useQuery(sessionQuery(useClient()));
  return (
    <div className="flex items-center gap-1 border-t border-line p-3">
      <div className="min-w-0 flex-1 pl-1">
        <OrganizationSwitch />
        <p
          className="truncate text-xs text-text-3"
          title={session && t`Version ${session.version}, signed in as ${session.name}`}
        >
          {[session?.mode === "local" ? t`Local` : session?.name, session?.executor].filter(Boolean).join(" · ")}
        </p>
      </div>
      <SessionActions />
    </div>
  );
}

export function SessionActions() {
  const signOut = useSignOut();
  return (
    <>
      <ThemeButton />
      <IconButton icon={LogOut} label={t`Sign out`} disabled={signOut.isPending} onClick={() => signOut.mutate()} />
    </>
  );
}
