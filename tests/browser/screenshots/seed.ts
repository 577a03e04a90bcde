import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, followRun, type NewRun } from "@aac/contract";

/** A suite with a moody test, tried again by the suite itself as Surefire does: real runs, of which some are flaky. */
const moody = `#!/bin/sh
# Every third run its last test fails at first, and passes when it is tried again.
count=$(cat "$STATE/count" 2>/dev/null || echo 0); count=$((count + 1)); echo $count > "$STATE/count"
echo "Running 4 checks of the search index"
mkdir -p test-results
retry=""
if [ $((count % 3)) -eq 0 ]; then
  echo "search finds a product just added: no answer within 500 ms, trying again"
  retry='<flakyFailure message="no answer within 500 ms" type="Timeout">at search (search.test:31)</flakyFailure>'
fi
cat > test-results/TEST-search.xml <<XML
<testsuite name="search" tests="4">
  <testcase classname="search" name="finds a product by its name" time="0.04"/>
  <testcase classname="search" name="forgives one wrong letter" time="0.06"/>
  <testcase classname="search" name="ranks what sells first" time="0.09"/>
  <testcase classname="search" name="finds a product just added" time="0.51">$retry</testcase>
</testsuite>
XML
echo "4 checks passed"
[ "$1" = slow ] && sleep 90
exit 0
`;

/** A history of real runs, as a week of work would leave it; answers once all but the last have ended. */
export async function seed(client: Client, folder: string): Promise<{ failed: string; passed: string }> {
  const { call } = client;
  const directory = join(folder, "search");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "entrypoint.sh"), moody);
  await chmod(join(directory, "entrypoint.sh"), 0o755);
  await call("createProject", { body: { slug: "shop", name: "Shop", description: "What customers see." } });
  const inShop = { params: { project: "shop" } };
  await call("createSuite", { ...inShop, body: { slug: "search", name: "Search index", directory } });
  const staging = { slug: "staging", name: "Staging", baseUrl: "https://staging.shop.example" };
  await call("createEnvironment", { ...inShop, body: { ...staging, variables: { STATE: directory } } });
  const nightly = { slug: "nightly", name: "Every night", suite: "search", environment: "staging" };
  await call("createSchedule", { ...inShop, body: { ...nightly, cron: "30 2 * * *", timeZone: "Europe/Berlin" } });
  await call("createChannel", { body: { slug: "team", name: "The team", kind: "email", to: ["team@shop.example"] } });
  await call("createNoticeRule", { body: { name: "What fails on main", channels: ["team"], branches: ["main"] } });

  const { items: suites } = await call("listSuites", { params: { project: "examples" } });
  const has = (slug: string) => suites.some((suite) => suite.slug === slug);
  const example = (suite: string, more: Partial<NewRun>) => ({ project: "examples", suite, ...more });
  const search = (more: Partial<NewRun> = {}) => ({
    project: "shop",
    suite: "search",
    environment: "staging",
    ...more,
  });
  const main = { branch: "main" };
  const feature = { branch: "feature/vouchers" };
  const wanted = [
    ...["9f3c2ab", "41d07e5", "c80b1f4"].flatMap((commit) => [
      example("node", { ...main, commit, folder: "smoke" }),
      example("shell", { ...main, commit, folder: "smoke" }),
      search({ ...main, commit }),
    ]),
    ...(has("python") ? [example("python", { ...main }), example("python", { ...main, folder: "smoke" })] : []),
    ...(has("playwright") ? [example("playwright", { ...main, commit: "c80b1f4" })] : []),
    ...Array.from({ length: 5 }, (_, index) => search({ ...feature, commit: `7a1e0d${index}` })),
    example("node", { ...feature, commit: "7a1e0d4" }),
    example("shell", { ...feature, commit: "7a1e0d4", folder: "smoke" }),
    example("node", { ...main, commit: "c80b1f4" }),
  ];
  const ids: string[] = [];
  // One after the other, so that the list tells a story and the moody test its own.
  for (const body of wanted) ids.push(await finished(client, (await call("createRun", { body })).id));
  // More than its two places: some wait while the pictures are taken.
  for (const commit of ["e5512c9", "07ac3f1", "b8d2206", "f41e9c7"]) {
    await call("createRun", { body: search({ ...main, folder: "slow", commit }) });
  }
  const named = has("playwright") ? ids[wanted.findIndex(({ suite }) => suite === "playwright")] : undefined;
  return { failed: named ?? ids.at(-1)!, passed: ids[0]! };
}

async function finished(client: Client, run: string): Promise<string> {
  for await (const event of followRun(client, run, { untilAnalysed: true })) if (event.event === "end") break;
  return run;
}
