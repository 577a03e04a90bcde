const longestName = 200;

/**
 * Gives each uploaded file a relative path of its own, whatever its sender calls it: without ways out, not too long for
 * any place it is kept in, and no file where another has a folder. Two of the same name are told apart by a number.
 */
export function createFileNames(): (name: string | undefined) => string {
  const files = new Set<string>();
  const folders = new Set<string>();
  const isFree = (path: string) =>
    !files.has(path) && !folders.has(path) && !foldersOf(path).some((folder) => files.has(folder));

  return (name = "") => {
    const wanted = safePath(name);
    let path = wanted;
    for (let number = 2; !isFree(path); number++) path = `${number}/${wanted}`;
    files.add(path);
    for (const folder of foldersOf(path)) folders.add(folder);
    return path;
  };
}

function safePath(name: string): string {
  // The end of a name says more than its beginning; whole characters, not halves of them.
  const end = Array.from(name.toWellFormed()).slice(-longestName).join("");
  // oxlint-disable-next-line no-control-regex
  const parts = end.replace(/[\u0000-\u001f\u007f]/g, "").split(/[/\\]/);
  return parts.filter((part) => part !== "" && part !== "." && part !== "..").join("/") || "report";
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
