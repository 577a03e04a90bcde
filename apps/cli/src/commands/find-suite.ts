import { ApiError, type Client, Slug } from "@aac/contract";
import { allPages } from "../connection/all-pages.ts";
import { Refusal } from "../refusal.ts";

export interface SuiteName {
  project: string;
  suite: string;
}

/**
 * The suite named as `suite` or `project/suite`; null when there is none. Without a project, it is looked for in all of
 * them: throws a Refusal when several have one of that name.
 */
export async function findSuite(client: Client, named: string, project: string | undefined): Promise<SuiteName | null> {
  const [first = "", second] = named.split("/");
  const suite = second ?? first;
  const within = second === undefined ? project : first;
  if (named.split("/").length > 2 || !Slug.safeParse(suite).success) return null;
  if (project !== undefined && within !== project) {
    throw new Refusal(`'${named}' is not in project '${project}'.`, "Leave out --project, or name the suite alone.");
  }
  if (within !== undefined) return (await isThere(client, within, suite)) ? { project: within, suite } : null;

  const projects = await allPages((query) => client.call("listProjects", { query }));
  const checked = await Promise.all(
    projects.map(async ({ slug }) => ((await isThere(client, slug, suite)) ? slug : null)),
  );
  const holders = checked.filter((slug) => slug !== null);
  if (holders.length > 1) {
    throw new Refusal(
      `There are several suites named '${suite}'.`,
      `Name one of ${holders.map((slug) => `${slug}/${suite}`).join(", ")}.`,
    );
  }
  return holders[0] === undefined ? null : { project: holders[0], suite };
}

async function isThere(client: Client, project: string, suite: string): Promise<boolean> {
  if (!Slug.safeParse(project).success) return false;
  try {
    await client.call("getSuite", { params: { project, suite } });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return false;
    throw error;
  }
}
