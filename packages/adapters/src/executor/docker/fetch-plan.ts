/** As the engine tells it: 0 changed, 1 added, 2 deleted. Of an added directory all that is in it is told too. */
export interface Change {
  Path: string;
  Kind: 0 | 1 | 2;
}

interface Node {
  kind: Change["Kind"];
  /** How many changes are at or below it, and how many of them are wanted. */
  count: number;
  wanted: number;
  children: Map<string, Node>;
}

/**
 * Which paths to fetch so that all wanted files come in few archives without much else: a directory as a whole where
 * the command made it and at least half of what is in it is wanted, else what it holds, one by one.
 */
export function fetchPlan(
  changes: readonly Change[],
  top: string,
  matches: (relativePath: string) => boolean,
): { paths: string[]; wanted: Set<string> } {
  const wanted = new Set<string>();
  const tree: Node = { kind: 0, count: 0, wanted: 0, children: new Map() };
  for (const { Path, Kind } of changes) {
    if (Kind === 2 || !Path.startsWith(`${top}/`)) continue;
    const relative = Path.slice(top.length + 1);
    const isWanted = matches(relative);
    if (isWanted) wanted.add(Path);
    let node = tree;
    for (const name of relative.split("/")) {
      let child = node.children.get(name);
      if (!child) node.children.set(name, (child = { kind: 0, count: 0, wanted: 0, children: new Map() }));
      node = child;
      node.count += 1;
      if (isWanted) node.wanted += 1;
    }
    node.kind = Kind;
  }
  const paths: string[] = [];
  const visit = (node: Node, path: string) => {
    if (node.wanted === 0) return;
    const isWhole = node.children.size === 0 || (node.kind === 1 && node.wanted * 2 >= node.count);
    if (isWhole) paths.push(path);
    else for (const [name, child] of node.children) visit(child, `${path}/${name}`);
  };
  for (const [name, child] of tree.children) visit(child, `${top}/${name}`);
  return { paths, wanted };
}
