import type { Artifact } from "@aac/contract";

export interface FileFolder {
  readonly kind: "folder";
  /** The whole path, ended by a slash; and what of it is shown. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly files: number;
  readonly sizeBytes: number;
}

export interface FileLeaf {
  readonly kind: "file";
  readonly artifact: Artifact;
  readonly name: string;
  readonly depth: number;
}

export type FileRow = FileFolder | FileLeaf;

interface Folder {
  path: string;
  folders: Map<string, Folder>;
  files: Artifact[];
}

/** The files as rows of a tree, folders first; a folder with nothing but one folder is one with it. */
export function fileTree(
  artifacts: readonly Artifact[],
  isOpen: (path: string) => boolean,
  rootOf: (artifact: Artifact) => string,
): FileRow[] {
  const root: Folder = { path: "", folders: new Map(), files: [] };
  for (const artifact of artifacts) {
    let folder = root;
    for (const name of `${rootOf(artifact)}${artifact.path}`.split("/").slice(0, -1)) {
      const known = folder.folders.get(name) ?? { path: `${folder.path}${name}/`, folders: new Map(), files: [] };
      folder.folders.set(name, known);
      folder = known;
    }
    folder.files.push(artifact);
  }
  return rowsOf(root, 0, isOpen);
}

function rowsOf(folder: Folder, depth: number, isOpen: (path: string) => boolean): FileRow[] {
  const folders = [...folder.folders.values()]
    .toSorted((a, b) => a.path.localeCompare(b.path))
    .flatMap((child) => {
      const inner = onlyFolderIn(child);
      const { files, sizeBytes } = totalsOf(inner);
      const name = inner.path.slice(folder.path.length, -1);
      const row: FileFolder = { kind: "folder", path: inner.path, name, depth, files, sizeBytes };
      const rows: FileRow[] = [row];
      if (isOpen(inner.path)) rows.push(...rowsOf(inner, depth + 1, isOpen));
      return rows;
    });
  const files = folder.files.map((artifact): FileLeaf => {
    const name = artifact.path.slice(artifact.path.lastIndexOf("/") + 1);
    return { kind: "file", artifact, name, depth };
  });
  return [...folders, ...files];
}

function onlyFolderIn(folder: Folder): Folder {
  const [only] = folder.folders.values();
  return only && folder.folders.size === 1 && folder.files.length === 0 ? onlyFolderIn(only) : folder;
}

function totalsOf({ folders, files }: Folder): { files: number; sizeBytes: number } {
  const inner = [...folders.values()].map(totalsOf);
  return {
    files: inner.reduce((sum, each) => sum + each.files, files.length),
    sizeBytes: inner.reduce(
      (sum, each) => sum + each.sizeBytes,
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
    ),
  };
}
