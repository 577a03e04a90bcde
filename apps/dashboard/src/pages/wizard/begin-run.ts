import type { Client, NewSuite, Project, Run, Suite } from "@aac/contract";

/** What a first run needs, in the order it is made. */
export interface FirstRun {
  project: string;
  /** As the project is called, where it has to be made. */
  projectName: string;
  suite: NewSuite;
}

/** What is there already. */
export interface Known {
  projects: () => Promise<readonly Project[]>;
  suites: (project: string) => Promise<readonly Suite[]>;
}

/** Makes project and suite where they are not there yet, and runs the suite. Safe to try again after a failure halfway. */
export async function beginRun(client: Client, known: Known, { project, projectName, suite }: FirstRun): Promise<Run> {
  const isThere = (await known.projects()).some(({ slug }) => slug === project);
  if (!isThere) await client.call("createProject", { body: { slug: project, name: projectName } });
  await keepSuite(client, isThere ? await known.suites(project) : [], { project, suite });
  return client.call("createRun", { body: { project, suite: suite.slug, trigger: "dashboard" } });
}

/** One that the try before has made is brought to what is wanted now; another of the same name is refused as taken. */
async function keepSuite(
  client: Client,
  known: readonly Suite[],
  { project, suite }: Pick<FirstRun, "project" | "suite">,
): Promise<void> {
  const { slug, image, directory, command, workingDirectory, reports } = suite;
  const isOurs = known.some((one) => one.slug === slug && one.image === image && one.directory === directory);
  if (!isOurs) await client.call("createSuite", { params: { project }, body: suite });
  else {
    const body = { command, workingDirectory, reports };
    await client.call("changeSuite", { params: { project, suite: slug }, body });
  }
}
