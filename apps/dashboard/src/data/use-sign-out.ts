import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useClient } from "./client-context.ts";
import { useToaster } from "../ui/toast.tsx";

/** Ends the session, and forgets what the page holds. */
export function useSignOut() {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toaster = useToaster();
  return useMutation({
    mutationFn: () => client.call("signOut"),
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      queryClient.clear();
    },
    onError: (error) => toaster.failed(error),
  });
}
