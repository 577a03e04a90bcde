import { ApiError, type Client, type NewSuite, type Run } from "@aac/contract";

/** What a first run needs, in the order it is made. */
export interface FirstRun {
  project: string;
  /** As the project is called, where it has to be made. */
  projectName: string;
  suite: NewSuite;
}

/** Makes project and suite where they are not there yet, and runs the suite. Safe to try again after a failure halfway. */
export async function beginRun(client: Client, { project, projectName, suite }: FirstRun): Promise<Run> {
  const there = await unlessMissing(client.call("getProject", { params: { project } }));
  if (!there) await client.call("createProject", { body: { slug: project, name: projectName } });
  await keepSuite(client, project, suite);
  return client.call("createRun", { body: { project, suite: suite.slug, trigger: "dashboard" } });
}

/** One that the try before has made is brought to what is wanted now; another of the same name is refused as taken. */
async function keepSuite(client: Client, project: string, suite: NewSuite): Promise<void> {
  const { slug, image, directory, command, workingDirectory, reports } = suite;
  const there = await unlessMissing(client.call("getSuite", { params: { project, suite: slug } }));
  if (there && there.image === image && there.directory === directory) {
    const body = { command, workingDirectory, reports };
    await client.call("changeSuite", { params: { project, suite: slug }, body });
  } else await client.call("createSuite", { params: { project }, body: suite });
}

async function unlessMissing<T>(finding: Promise<T>): Promise<T | null> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null;
    throw error;
  }
}
