import picomatch from "picomatch";

export interface FileGlobs {
  /** Whether a path (relative, `/`-separated) is meant by one of the globs. */
  matches(path: string): boolean;
  /** Whether a directory can hold something that is meant; `""` is the top. */
  reaches(directory: string): boolean;
  /** The paths that all that is meant lies at or below, as far as the globs are literal. */
  bases: readonly string[];
}

/**
 * Reads globs as people mean them: one that names a directory, with or without a slash at its end, takes everything
 * below it; `*` and `**` take dotfiles too.
 */
export function fileGlobs(globs: readonly string[]): FileGlobs {
  const clean = globs.map((glob) => glob.replace(/^(\.\/)+/, "").replace(/\/+$/, "")).filter((glob) => glob !== "");
  const matches = picomatch(
    clean.flatMap((glob) => [glob, `${glob}/**`]),
    { dot: true },
  );
  const bases = clean.map((glob) => {
    const { base, isGlob } = picomatch.scan(glob);
    return isGlob ? base : glob;
  });
  return {
    bases,
    matches: (path) => clean.length > 0 && matches(path),
    reaches: (directory) =>
      bases.some(
        (base) =>
          base === "" ||
          directory === "" ||
          base === directory ||
          base.startsWith(`${directory}/`) ||
          directory.startsWith(`${base}/`),
      ),
  };
}
