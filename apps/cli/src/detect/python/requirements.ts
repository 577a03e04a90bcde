import { parse } from "smol-toml";
import { z } from "zod";
import type { Directory } from "../directory.ts";
import { quote } from "../shell.ts";

const requirementFile = /^(((dev|tests?)[-_])?requirements([-_](dev|tests?))?|requirements\/(base|main|tests?))\.txt$/;

const Pyproject = z.object({
  "build-system": z.unknown().optional(),
  project: z.object({ "optional-dependencies": z.record(z.string(), z.unknown()).default({}) }).optional(),
  "dependency-groups": z
    .record(z.string(), z.array(z.union([z.string(), z.object({ "include-group": z.string() })])))
    .default({}),
});
type Groups = z.infer<typeof Pyproject>["dependency-groups"];

/** Arguments for pip, quoted for the shell: requirement files, and the package itself with what its tests need. */
export async function findRequirements({ files, read }: Directory): Promise<string[]> {
  const listed = files.filter((file) => requirementFile.test(file)).map((file) => `-r ${file}`);
  const text = files.includes("pyproject.toml") ? await read("pyproject.toml") : null;
  const pyproject = Pyproject.safeParse(parseToml(text ?? "")).data;
  const groups = pyproject?.["dependency-groups"] ?? {};
  const grouped = forTests(Object.keys(groups)).flatMap((name) => membersOf(groups, name));
  const isPackage = pyproject?.project !== undefined || pyproject?.["build-system"] !== undefined;
  if (!isPackage && !files.includes("setup.py")) return [...listed, ...grouped];
  const extras = forTests(Object.keys(pyproject?.project?.["optional-dependencies"] ?? {}));
  return [...listed, ...grouped, extras.length > 0 ? `-e ${quote(`.[${extras.join(",")}]`)}` : "-e ."];
}

/** The sets that are for tests by name; where there is none, the one for developers. */
function forTests(names: readonly string[]): string[] {
  const tests = names.filter((name) => /^(tests?|testing)$/i.test(name));
  return tests.length > 0 ? tests : names.filter((name) => /^dev$/i.test(name));
}

function membersOf(groups: Groups, name: string, seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(name)) return [];
  return (groups[name] ?? []).flatMap((member) =>
    typeof member === "string" ? [quote(member)] : membersOf(groups, member["include-group"], new Set([...seen, name])),
  );
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return {};
  }
}
