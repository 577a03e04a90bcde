import type { Artifact } from "@aac/contract";

/** What belongs together in comparing pictures, by the names that Playwright and its kin give. */
export interface ImageSet<T> {
  /** The path without what tells its part. */
  readonly name: string;
  readonly expected: T;
  readonly actual: T;
  readonly diff: T | null;
}

const part = /^(.*?)[-._](expected|actual|diff|received|baseline)\.(png|jpe?g|webp|gif|svg)$/i;

/** Of files by their paths: those of which there is at least what was expected and what came. */
export function imageSets<T>(files: readonly T[], pathOf: (file: T) => string | null): ImageSet<T>[] {
  const found = new Map<string, { expected?: T; actual?: T; diff?: T }>();
  for (const file of files) {
    const match = part.exec(pathOf(file) ?? "");
    if (!match) continue;
    const [, name = "", kind = ""] = match;
    const set = found.get(name) ?? {};
    found.set(name, set);
    const key = { received: "actual", baseline: "expected" }[kind.toLowerCase()] ?? kind.toLowerCase();
    set[key as keyof typeof set] ??= file;
  }
  return [...found].flatMap(([name, { expected, actual, diff }]) =>
    expected && actual ? [{ name, expected, actual, diff: diff ?? null }] : [],
  );
}

/** The set that an artifact is part of, among those of its attempt. */
export function imageSetOf(artifact: Artifact, all: readonly Artifact[]): ImageSet<Artifact> | null {
  if (!part.test(artifact.path)) return null;
  const beside = all.filter(({ shard, attempt }) => shard === artifact.shard && attempt === artifact.attempt);
  return imageSets(beside, ({ path }) => path).find((set) => Object.values(set).includes(artifact)) ?? null;
}
