import { createHash } from "node:crypto";
import { type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { contentDigest, type ContextEntry, contextArchive, contextEntries, signatureOf } from "./build-context.ts";
import { engineProblem, saidBy, statusOf } from "./engine-problem.ts";
import { engineProgress } from "./engine-progress.ts";
import { ask, askFor, type EngineStream } from "./engine.ts";

export interface Images {
  /** Fetches an image from its registry. Throws Problem `image_not_found` or `image_pull_failed`. */
  pull(spec: ImageSpec, signal: AbortSignal): Promise<void>;
  /**
   * What the engine is to be asked for. What was fetched with credentials has a name of its organization's: others who
   * name the image have to show their own.
   */
  nameOf(spec: ImageSpec): string;
  /** The name with the digest that an image has in its registry; its id where it came from none. Never throws. */
  digestOf(id: string): Promise<string>;
  /**
   * The image that a directory's Dockerfile makes, built unless there is one of the same content.
   * Throws Problem `image_build_failed`, or those of `pull` where it is the base image.
   */
  build(directory: string, signal: AbortSignal): Promise<string>;
  /** Forgets what was built, because it is there no more. */
  forget(image: string): void;
}

type ImageSpec = Pick<SandboxSpec, "orgId" | "image" | "registry">;

/** As many lines of a builder's output as a problem's detail quotes. */
const quotedLines = 15;

export function createImages({
  docker,
  buildArgs,
  log,
}: {
  docker: Docker;
  buildArgs: Readonly<Record<string, string>>;
  log: Log;
}): Images {
  /** What is under way, so that ten jobs of a suite pull and build once. */
  const underWay = new Map<string, Promise<void>>();
  /** Id of an image to its digest. */
  const digests = new Map<string, string>();
  /** Signature of a directory to its image. */
  const built = new Map<string, string>();

  /** Waits with others for work that goes on for them when one gives up. */
  const together = async (key: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    let under = underWay.get(key);
    if (!under) {
      under = work().finally(() => underWay.delete(key));
      under.catch(() => undefined);
      underWay.set(key, under);
    }
    await Promise.race([under, whenAborted(signal)]);
  };

  const fetch = async ({ orgId, image, registry }: ImageSpec & { image: string }) => {
    const startedAt = performance.now();
    try {
      const open = nameOf({ orgId, image, registry: null });
      const isOpen = registry !== null && (await askFor(() => docker.getImage(open).inspect())) !== null;
      const authconfig = registry && {
        username: registry.username,
        password: registry.password,
        serveraddress: registry.host,
      };
      const options = { ...reference(image), ...(authconfig ? { authconfig } : {}) };
      // What lies on the engine it does not ask the registry for when a digest is named: whoever knew one could have it.
      if (image.includes("@")) await ask(() => docker.getImage(image).distribution(authconfig ? { authconfig } : {}));
      const stream = await ask((abortSignal) => docker.createImage({ ...options, abortSignal }));
      let digest = "";
      for await (const progress of engineProgress(stream as EngineStream)) {
        if (progress.error !== undefined) throw new Error(progress.error);
        digest = /^Digest: sha256:([0-9a-f]{64})$/.exec(progress.status ?? "")?.[1] ?? digest;
      }
      if (registry) await takeAside(docker, { orgId, image, digest, isOpen });
    } catch (error) {
      throw refusedBy(registry, error) ?? pullProblem(image, error);
    }
    log.info({ image, durationMs: Math.round(performance.now() - startedAt) }, "image pulled");
  };

  const make = async (directory: string, entries: readonly ContextEntry[], tag: string) => {
    const startedAt = performance.now();
    const output: string[] = [];
    try {
      const archive = contextArchive(directory, entries, (entry) => ({ name: entry.path }));
      const options = { t: tag, buildargs: { ...buildArgs }, rm: true, forcerm: true, version: "1" as const };
      const stream = await docker.buildImage(archive as unknown as NodeJS.ReadableStream, options);
      for await (const { stream: text, error } of engineProgress(stream as EngineStream)) {
        if (text) output.push(...text.split("\n").filter((line) => line.trim() !== ""));
        if (output.length > 500) output.splice(0, output.length - quotedLines);
        if (error !== undefined) throw new Error(error);
      }
    } catch (error) {
      throw buildProblem(error, output);
    }
    log.info({ image: tag, directory, durationMs: Math.round(performance.now() - startedAt) }, "image built");
  };

  return {
    pull(spec, signal) {
      const { image } = spec;
      if (image === null) return Promise.resolve();
      return together(nameOf(spec), signal, () => fetch({ ...spec, image }));
    },
    nameOf,
    async digestOf(id) {
      const found = digests.get(id);
      if (found !== undefined) return found;
      const info = await askFor(() => docker.getImage(id).inspect()).catch(() => null);
      const digest = info ? digestIn(info) : null;
      if (info) digests.set(id, digest ?? id);
      return digest ?? id;
    },
    async build(directory, signal) {
      const entries = await contextEntries(directory, ["Dockerfile", ".dockerignore"]);
      const signature = signatureOf(directory, entries);
      const known = built.get(signature);
      if (known) return known;
      const content = await contentDigest(directory, entries);
      const digest = createHash("sha256")
        .update(JSON.stringify([content, buildArgs]))
        .digest("hex");
      const tag = `aac-suite:${digest.slice(0, 32)}`;
      await together(tag, signal, async () => {
        const image = await askFor(() => docker.getImage(tag).inspect());
        if (!image) await make(directory, entries, tag);
      });
      built.set(signature, tag);
      return tag;
    },
    forget(image) {
      for (const [signature, tag] of built) if (tag === image) built.delete(signature);
    },
  };
}

const whenAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

/** No host has this name, so no image is fetched under it, and a suite may not name it. */
const aside = "private.aac.invalid";

/** One who knows an image's id, or the first letters of it, is not to get it by that: a name always has a tag. */
function nameOf({ orgId, image, registry }: ImageSpec): string {
  if (image === null) throw new Problem("suite_needs_image", "The suite names no image.");
  if (image.startsWith(aside)) throw new Problem("image_not_found", `There is no image ${image}.`);
  if (registry) return `${asideOf(orgId, image)}:current`;
  return /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
}

function asideOf(orgId: string, image: string): string {
  return `${aside}/${createHash("sha256")
    .update(JSON.stringify([orgId, image]))
    .digest("hex")
    .slice(0, 32)}`;
}

/** Leaves what was fetched with an organization's credentials under the organization's name alone, and its digest beside it. */
async function takeAside(
  docker: Docker,
  { orgId, image, digest, isOpen }: { orgId: string; image: string; digest: string; isOpen: boolean },
): Promise<void> {
  const { fromImage, tag } = reference(image);
  const fetched = docker.getImage(tag === undefined ? fromImage : `${fromImage}:${tag}`);
  const repo = asideOf(orgId, image);
  await ask(() => fetched.tag({ repo, tag: "current" }));
  if (digest !== "") await ask(() => fetched.tag({ repo, tag: digest }));
  // What was there before was there for everybody.
  if (isOpen) return;
  await askFor(() => fetched.remove({ noprune: true }));
  if (digest === "") return;
  const repository = fromImage.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  await askFor(() => docker.getImage(`${repository}@sha256:${digest}`).remove({ noprune: true }));
}

function digestIn({ RepoDigests, RepoTags }: Docker.ImageInspectInfo): string | null {
  // Null, whatever the types say, for an image that was built or imported.
  const [known] = (RepoDigests as string[] | null) ?? [];
  if (known) return known;
  const tags = (RepoTags as string[] | null) ?? [];
  const digest = tags.map((tag) => /:([0-9a-f]{64})$/.exec(tag)?.[1]).find(Boolean);
  return digest === undefined ? null : `sha256:${digest}`;
}

/** Without a tag an engine would pull all tags there are. */
function reference(image: string): { fromImage: string; tag?: string } {
  return /[:@][^/]*$/.test(image) ? { fromImage: image } : { fromImage: image, tag: "latest" };
}

const notThere =
  /not found|manifest unknown|does not exist|pull access denied|invalid reference format|name unknown|unauthorized|denied|authentication required|no basic auth credentials/i;

function refusedBy(registry: SandboxSpec["registry"], error: unknown): Problem | null {
  const said = saidBy(error);
  if (!registry || !/unauthorized|authentication required|denied|incorrect username or password/i.test(said))
    return null;
  const detail = `${registry.host} does not let "${registry.username}" have the image: ${said}`;
  return new Problem("registry_refused", detail, { cause: error });
}

function pullProblem(image: string, error: unknown): Problem {
  const said = saidBy(error);
  if (notThere.test(said))
    return new Problem("image_not_found", `There is no image ${image}: ${said}`, { cause: error });
  if (/no space left on device/i.test(said)) return engineProblem(error);
  if (error instanceof Problem && error.code === "engine_unavailable") return error;
  return new Problem("image_pull_failed", `The image ${image} could not be pulled: ${said}`, { cause: error });
}

/** What a builder says when it is the base image that it cannot get. */
const basePull =
  /^(pull access denied|manifest for .* not found|manifest unknown|Get "?https?:|Head "?https?:|error parsing HTTP|dial tcp|.*(i\/o timeout|no such host|TLS handshake|connection refused))/i;

function buildProblem(error: unknown, output: readonly string[]): Problem {
  const said = saidBy(error);
  if (basePull.test(said)) {
    const from = output.findLast((line) => /\bFROM\b/i.test(line)) ?? "FROM";
    return pullProblem(`that the Dockerfile starts from (${from.replace(/^Step \S+ : /, "")})`, error);
  }
  if (error instanceof Problem) return error;
  const problem = engineProblem(error);
  if (problem.code === "engine_unavailable" || problem.code === "disk_full") return problem;
  const end = output.slice(-quotedLines).join("\n");
  const isAboutFile = statusOf(error) === 400 || statusOf(error) === null;
  return new Problem(
    isAboutFile ? "image_build_failed" : problem.code,
    end === "" ? said : `${said}\n\nThe builder's last lines:\n${end}`,
    { cause: error },
  );
}
