/** What a reference to an image says, with all that it leaves out. */
export interface ImageName {
  registry: string;
  /** Without the registry: `library/node`. */
  repository: string;
  tag: string | null;
  digest: string | null;
}

const hub = "docker.io";
const hubNames = new Set([hub, "index.docker.io", "registry-1.docker.io"]);

/**
 * Reads a reference as engines do: the first part is a registry where it looks like a host; else it is Docker Hub's.
 * Null for what is none, and for an id of the engine, which says nothing of where an image is from.
 */
export function parseImageName(reference: string): ImageName | null {
  const [, name = "", digest = null] = /^([^@]*)(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference) ?? [];
  if (name === "" || (digest === null && /^(sha256:)?[0-9a-f]{64}$/.test(name))) return null;
  const [, path = "", tag = null] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(name) ?? [];
  const [first = "", ...rest] = path.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const registry = isHost ? (hubNames.has(first) ? hub : first) : hub;
  const given = isHost ? rest.join("/") : path;
  const repository = registry === hub && !given.includes("/") ? `library/${given}` : given;
  if (!/^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/.test(repository)) return null;
  return { registry, repository, tag: tag ?? (digest === null ? "latest" : null), digest };
}

/**
 * Whether an image is one that a pattern means. The pattern is read like a reference: `node` is Docker Hub's. `*` stands
 * for anything but `/` and `:`, `**` for anything.
 */
export function matchesPattern({ registry, repository, tag, digest }: ImageName, pattern: string): boolean {
  const [first = ""] = pattern.split("/");
  const isWhole = pattern.includes("/") && (/[.:*]/.test(first) || first === "localhost");
  const shown = isWhole ? pattern : `${hub}/${pattern.includes("/") ? "" : "library/"}${pattern}`;
  const name = `${registry}/${repository}`;
  const wanted = new RegExp(
    `^${shown
      .split(/(\*+)/)
      .map((part) =>
        part === "*" ? "[^/:@]*" : part.startsWith("**") ? ".*" : part.replaceAll(/[^\w-]/g, String.raw`\$&`),
      )
      .join("")}$`,
  );
  const names = [name, ...(tag === null ? [] : [`${name}:${tag}`]), ...(digest === null ? [] : [`${name}@${digest}`])];
  return names.some((one) => wanted.test(one));
}
