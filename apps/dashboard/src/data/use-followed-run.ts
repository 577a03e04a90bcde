import type { Run } from "@aac/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { atMostEvery } from "./at-most-every.ts";
import { useClient } from "./client-context.ts";
import { keys } from "./queries.ts";
import { createRunFollower, type FollowedRun, type RunFollower } from "./run-follower.ts";

/** Often enough to look live, seldom enough to stay smooth. */
const redrawMs = 50;

/** Follows a run while the component is there. Make a new component (by `key`) for another run. */
export function useFollowedRun(run: Run): FollowedRun & { follower: RunFollower } {
  const client = useClient();
  const queryClient = useQueryClient();
  const [follower] = useState(() => createRunFollower({ client, run, soon: atMostEvery(redrawMs) }));
  const followed = useSyncExternalStore(follower.subscribe, follower.snapshot);

  // Coming back to this page shows at once what was known last.
  const newest = followed.view.run;
  useEffect(() => {
    if (newest) queryClient.setQueryData(keys.run(newest.id), newest);
  }, [queryClient, newest]);

  // Refused for good: asking who we are tells whether signing in would help, and leads there.
  useEffect(() => {
    if (followed.refusal) void queryClient.invalidateQueries({ queryKey: keys.session });
  }, [queryClient, followed.refusal]);

  return { ...followed, follower };
}
