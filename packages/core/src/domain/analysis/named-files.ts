import { plainText } from "./signatures.ts";

/** Endings that, after a name without a folder, make it a file's. Not those that are methods as often (`console.log`, `process.env`). */
const endings =
  "[cm]?[jt]sx?|vue|svelte|astro|py|pyi|rb|erb|go|rs|java|kts?|scala|groovy|cs|csproj|fsx?|vb|php|cc|cpp|cxx|hpp|hxx|[ch]|swift|mm|dart|exs|erl|clj|lua|jl|sh|bash|zsh|ps1|bat|sql|ya?ml|toml|xml|json[5l]?|ini|cfg|properties|gradle|feature|snap|html|s?css|proto|graphql|tf|robot|ipynb|csv";
const segment = String.raw`[\p{L}\p{N}_.@+~$\[\]-]+`;
const start = String.raw`(?<![\p{L}\p{N}_.@+~$/\\-])`;
const end = String.raw`(?![\p{L}\p{N}_/\\-]|\((?!\d)|\.[\p{L}\p{N}])`;
/** A path with a folder and a file's ending: of Unix (`src/a.ts`, `./a.py`, `/app/a.go`) or Windows (`src\A.cs`, `C:\app\A.cs`). */
const path = String.raw`(?:[A-Za-z]:)?[\\/]?(?:${segment}[\\/])+${segment}?\.[a-z][a-z0-9]{0,7}`;
const bareName = String.raw`[\p{L}\p{N}_$-][\p{L}\p{N}_.@+~$-]*\.(?:${endings})`;
const url = String.raw`\bhttps?://[^\s"'<>)\]]+`;
const named = new RegExp(`${url}|${start}(?:${path}|${bareName})${end}`, "gu");

/** Products whose names end as a file's does, and objects whose fields do. */
const notFiles =
  /^(?:node|next|nuxt|vue|react|express|three|d3|chart|ember|backbone|socket|nest|discord|moment|p5|alpine|handlebars|solid|web3|require|day|phaser)\.js$|^(?:res|req|response|request|body|page|self|this)\.[a-z]+$/i;

/** Files that projects have by convention: to look into one is advice, whether or not the evidence tells of it. */
const conventional =
  /^(?:package(?:-lock)?|tsconfig(?:\.[\w-]+)?|composer|deno|nx|turbo|global)\.json$|^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$|^(?:pnpm-lock|pnpm-workspace)\.yaml$|^(?:pyproject|Cargo|netlify)\.toml$|^(?:conftest|setup|manage)\.py$|^(?:setup|tox)\.cfg$|^(?:pytest|php)\.ini$|^(?:pom|phpunit)\.xml$|^(?:build|settings)\.gradle(?:\.kts)?$|^gradle\.properties$|^entrypoint\.sh$|^(?:playwright|jest|vitest|vite|cypress|eslint|babel|webpack)\.config\.[cm]?[jt]s$/;

/** Of what is said, the files and web addresses that it names and that stand nowhere in the evidence. */
export function findMadeUp(said: string, evidence: string): string[] {
  const known = comparable(evidence);
  return namesIn(said).filter((name) => !isNoClaim(name) && !stands(comparable(name).replace(/^\.\//, ""), known));
}

/** A text with something else in the place of these names. */
export const replaceNames = (text: string, names: readonly string[], by: string): string =>
  text.replace(named, (found) => (names.includes(trimmed(found)) ? found.replace(trimmed(found), by) : found));

/** A text without the sentences that name one of these. */
export function strikeNames(text: string, names: readonly string[]): string {
  const sentences = text.split(/(?<=[.!?;])\s+|\n+/u);
  return sentences.filter((sentence) => !namesIn(sentence).some((name) => names.includes(name))).join(" ");
}

const trimmed = (name: string) => name.replace(/[.,;:!?]+$/, "");
const namesIn = (text: string) => [...new Set([...text.matchAll(named)].map(([name]) => trimmed(name)))];

const isNoClaim = (name: string) => !/[\\/]/.test(name) && (notFiles.test(name) || conventional.test(name));

/** Text as its files are compared: without what a reader does not see, with one kind of separator. */
const comparable = (text: string): string =>
  plainText(text.normalize("NFKC"))
    .replace(/\p{Cf}/gu, "")
    .replaceAll(/\\+/g, "/");

/** Whole, not as a part of another name: `cart.ts` stands in `src/cart.ts:3` and not in `my-cart.ts` or `cart.ts.snap`. */
function stands(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 1), at);
    const after = text.slice(at + name.length, at + name.length + 2);
    const isWhole = !/[\p{L}\p{N}_.@+~$-]/u.test(before) && !/^(?:[\p{L}\p{N}_-]|[./][\p{L}\p{N}_])/u.test(after);
    if (isWhole && !(name.startsWith("/") && before !== "" && !/[\s"'`([<=:,/]/.test(before))) return true;
  }
  return false;
}
