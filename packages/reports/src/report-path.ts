import { posix } from "node:path";

/** What is longer is no path that a file could have. */
const maxPathChars = 4_096;

/**
 * A path as a report names it, told relative to the working directory: URLs and backslashes are understood.
 * A path outside the working directory, or an absolute one where that is not known, stays as it is.
 */
export function toReportPath(path: string, workingDirectory?: string): string {
  if (path.length > maxPathChars) return path;
  const plain = withSlashes(path.startsWith("file://") ? fromUrl(path) : path);
  const base = workingDirectory === undefined ? "" : withSlashes(workingDirectory).replace(/\/+$/, "");
  if (base !== "" && plain.startsWith(`${base}/`)) return posix.normalize(plain.slice(base.length + 1));
  const normal = posix.normalize(plain);
  return normal === "." ? "" : normal;
}

/** The same for a file named relative to `folder`; null when that is outside the working directory. */
export function toCollectedPath(path: string, folder: string, workingDirectory?: string): string | null {
  const told = toReportPath(path, workingDirectory);
  const isRelative = !isAbsolute(toReportPath(path));
  const inside = isRelative ? posix.join(folder, told) : told;
  return inside === "." || isAbsolute(inside) || /^\.\.(?:\/|$)/.test(inside) ? null : inside;
}

export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

// A backslash is an ordinary character in a POSIX path; only what looks like Windows is turned.
function withSlashes(path: string): string {
  return /^[A-Za-z]:\\/.test(path) || !path.includes("/") ? path.replaceAll("\\", "/") : path;
}

function fromUrl(url: string): string {
  const path = url.replace(/^file:\/\/(?:localhost)?/, "").replace(/^\/([A-Za-z]:\/)/, "$1");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
