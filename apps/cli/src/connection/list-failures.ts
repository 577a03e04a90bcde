import type { Client, Result } from "@aac/contract";
import { allPages } from "./all-pages.ts";

/** The failing tests of a run, in the newest attempt of each shard; at most `most`. */
export function listFailures(client: Client, run: string, most?: number): Promise<Result[]> {
  const params = { run };
  return allPages((paging) => client.call("listResults", { params, query: { status: "failed", ...paging } }), most);
}
