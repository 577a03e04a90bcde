import { z } from "zod";

const ManifestText = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  workspaces: z.unknown().optional(),
  packageManager: z.string().optional(),
});

export interface Manifest {
  scripts: Readonly<Record<string, string>>;
  dependencies: ReadonlySet<string>;
  hasWorkspaces: boolean;
  packageManager: string | undefined;
}

export interface PackageManager {
  name: "npm" | "pnpm" | "yarn" | "bun";
  /** Shell lines that make its command be there. */
  prepare: string[];
  /** Installs what the package depends on; null when that is nothing. */
  install: string | null;
  /** Runs a script of the package, followed by the script's name. */
  run: string;
}

/** A package.json; null when it is none. */
export function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  const parsed = ManifestText.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { scripts, dependencies, devDependencies, workspaces, packageManager } = parsed.data;
  return {
    scripts,
    dependencies: new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]),
    hasWorkspaces: workspaces !== undefined,
    packageManager,
  };
}

/** The one the package names, else the one whose lock file is there, else npm. */
export function findPackageManager(manifest: Manifest, files: readonly string[]): PackageManager {
  const has = (...names: string[]) => names.some((name) => files.includes(name));
  const named = manifest.packageManager?.split("@")[0];
  const locked = has("pnpm-lock.yaml")
    ? "pnpm"
    : has("yarn.lock")
      ? "yarn"
      : has("bun.lock", "bun.lockb")
        ? "bun"
        : "npm";
  const name = (["npm", "pnpm", "yarn", "bun"] as const).find((known) => known === named) ?? locked;
  const needed = manifest.dependencies.size > 0 || manifest.hasWorkspaces;
  const install = {
    npm: has("package-lock.json", "npm-shrinkwrap.json") ? "npm ci" : "npm install --no-package-lock",
    pnpm: has("pnpm-lock.yaml") ? "pnpm install --frozen-lockfile" : "pnpm install",
    yarn: "yarn install",
    bun: "bun install",
  }[name];
  const isStock = name === "npm" || name === "bun";
  return {
    name,
    prepare: isStock ? [] : [`command -v ${name} >/dev/null 2>&1 || ${name}() { npx --yes ${name} "$@"; }`],
    install: needed ? install : null,
    run: `${name} run`,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}
