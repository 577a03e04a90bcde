import { parseSync, Visitor } from "oxc-parser";

/** One place where a file refers to another. */
export interface Import {
  /** As written; null where it is not a plain string, so that nobody can tell what is imported. */
  specifier: string | null;
  /** What is taken from it; null: all of it. */
  names: string[] | null;
  line: number;
}

/** `name` is null for `export *`; `from` says what of another file is passed on under that name, null for all of it. */
export interface Export {
  name: string | null;
  from: { specifier: string; name: string | null } | null;
}

export interface Module {
  imports: Import[];
  exports: Export[];
}

/** What a TypeScript file imports and exports: also mere types, also by `import()` and `import("…").Type`. */
export function readModule(path: string, source: string): Module {
  const { module, program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]!.message}`);
  const imports: Import[] = [];
  const add = (specifier: string | null, names: string[] | null, offset: number) =>
    imports.push({ specifier, names, line: source.slice(0, offset).split("\n").length });

  for (const { moduleRequest, entries, start } of module.staticImports) {
    const names = entries.map(({ importName }) => nameOf(importName));
    add(moduleRequest.value, names.length > 0 && names.every((name) => name !== null) ? names : null, start);
  }
  const exports: Export[] = [];
  for (const { moduleRequest, importName, exportName, start } of module.staticExports.flatMap(
    ({ entries }) => entries,
  )) {
    const name = nameOf(importName);
    if (moduleRequest) add(moduleRequest.value, name === null ? null : [name], start);
    exports.push({ name: nameOf(exportName), from: moduleRequest ? { specifier: moduleRequest.value, name } : null });
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const written = source.slice(moduleRequest.start, moduleRequest.end);
    add(/^(["'`])([^"'`$]+)\1$/.exec(written)?.[2] ?? null, null, start);
  }
  new Visitor({
    TSImportType: ({ source: { value }, start }) => void add(value, null, start),
  }).visit(program);
  return { imports, exports };
}

function nameOf({ kind, name }: { kind: string; name: string | null }): string | null {
  return kind === "Default" ? "default" : name;
}
