import { matchesGlob } from "node:path";
import type { Allowed, ImportTable } from "./import-table.ts";
import { type Import, type Module, readModule } from "./module.ts";
import { createResolver, type Files } from "./resolve-import.ts";

/** Every import that the table does not allow, as a sentence each. */
export function checkImports(files: Files, table: ImportTable): string[] {
  const modules = new Map<string, Module>();
  for (const [path, source] of files) {
    if (/\.(ts|tsx|mjs)$/.test(path) && !path.endsWith(".d.ts")) modules.set(path, readModule(path, source));
  }
  const resolve = createResolver(files);

  /** Where a name is defined that a file exports: who imports from a package's index means the file behind it. */
  const definersOf = (path: string, name: string): string[] => {
    const exports = modules.get(path)?.exports ?? [];
    const named = exports.filter((one) => one.name === name);
    const candidates = named.length > 0 ? named : exports.filter((one) => one.name === null);
    return candidates.flatMap(({ from }) => {
      const target = from ? resolve(path, from.specifier) : null;
      if (!from || target?.kind !== "ours") return [path];
      const whole = from.name === null && named.length > 0;
      return whole ? [target.path] : definersOf(target.path, from.name ?? name);
    });
  };

  const problemsOf = (path: string, { specifier, names }: Import): string[] => {
    const row = table.rows.find(({ from }) => covers(from, path));
    if (!row) return ["is in no row of the table"];
    if (isAnything(row.mayImport)) return [];
    if (specifier === null) return ["imports what is known only when it runs"];
    const target = resolve(path, specifier);
    if (target.kind === "nowhere") return [`imports ${specifier}, which is not there`];
    if (target.kind === "outside") {
      const home = table.homes.find(({ packages }) => isOneOf(packages, specifier));
      const isAllowed = allows(row.fromOutside, (packages) => isOneOf(packages, specifier));
      return isAllowed && (!home || covers(home.onlyIn, path)) ? [] : [`may not import ${specifier}`];
    }
    const byName = specifier.startsWith(".") ? [] : (names ?? []).flatMap((name) => definersOf(target.path, name));
    return [...new Set(byName.length > 0 ? byName : [target.path])]
      .filter((imported) => !covers(row.from, imported) && !allows(row.mayImport, (paths) => covers(paths, imported)))
      .map((imported) => `may not import ${imported}`);
  };

  return [...modules].flatMap(([path, { imports }]) =>
    imports.flatMap((one) => problemsOf(path, one).map((problem) => `${path}:${one.line} ${problem}`)),
  );
}

function isAnything(allowed: Allowed): boolean {
  return "anythingBut" in allowed && allowed.anythingBut.length === 0;
}

function allows(allowed: Allowed, isIn: (list: string[]) => boolean): boolean {
  return "only" in allowed ? isIn(allowed.only) : !isIn(allowed.anythingBut);
}

/** Whether a path is one of the table's: a file, in a folder, or matched by a glob. */
function covers(paths: string[], path: string): boolean {
  return paths.some((one) => one === path || path.startsWith(`${one}/`) || matchesGlob(path, one));
}

/** Whether a specifier is of one of these packages; a name may end in `*`. */
function isOneOf(packages: string[], specifier: string): boolean {
  return packages.some((name) =>
    name.endsWith("*")
      ? specifier.startsWith(name.slice(0, -1))
      : specifier === name || specifier.startsWith(`${name}/`),
  );
}
