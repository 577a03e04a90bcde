import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSurroundings } from "../settings.ts";
import { readOrigin } from "./read-origin.ts";

let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "aac-origin-"))));
afterAll(() => rm(root, { recursive: true, force: true }));

const read = (variables: Record<string, string>, options = {}) =>
  readOrigin(options, root, readSurroundings(variables));

test("outside of CI and git nothing is known", async () => {
  expect(await read({})).toEqual({ branch: null, commit: null });
});

test("what is given is stronger than what is found, one by one", async () => {
  const gitlab = { GITLAB_CI: "true", CI_COMMIT_REF_NAME: "main", CI_COMMIT_SHA: "cafe" };
  expect(await read(gitlab)).toEqual({ branch: "main", commit: "cafe" });
  expect(await read(gitlab, { branch: "given" })).toEqual({ branch: "given", commit: "cafe" });
  expect(await read(gitlab, { branch: "given", commit: "too" })).toEqual({ branch: "given", commit: "too" });
});

test("of a pull request it is the branch that is tested, not the one it goes to", async () => {
  const github = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request", GITHUB_SHA: "cafe" };
  const heads = { GITHUB_REF: "refs/pull/7/merge", GITHUB_HEAD_REF: "feature", GITHUB_BASE_REF: "main" };
  expect(await read({ ...github, ...heads })).toEqual({ branch: "feature", commit: "cafe" });
});

describe.skipIf(spawnSync("git", ["--version"]).status !== 0)("with git", () => {
  test("the branch and commit of the directory", async () => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    spawnSync("git", ["init", "--initial-branch", "trunk"], { cwd: root });
    spawnSync("git", [...identity, "commit", "--allow-empty", "--message", "first"], { cwd: root });
    // Variables name the program's place: without PATH there is no git.
    const found = await readOrigin({}, root, readSurroundings());
    expect(found).toEqual({ branch: "trunk", commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
  });
});
