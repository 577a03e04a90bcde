/** A row of the table "Who may import whom" in ARCHITECTURE.md. */
export interface Row {
  /** Paths as they stand in the table: a folder, a file, or a glob. */
  from: string[];
  mayImport: Allowed;
  /** Packages that are not ours, and `node:` modules. */
  fromOutside: Allowed;
}

/** Either what is allowed, or everything except some. */
export type Allowed = { only: string[] } | { anythingBut: string[] };

export interface ImportTable {
  /** The first row that matches a file is the one that holds for it. */
  rows: Row[];
  /** Outside packages that have one home, whatever their row says. */
  homes: { packages: string[]; onlyIn: string[] }[];
}

/** Reads the two tables below the heading "Who may import whom". */
export function readImportTable(markdown: string): ImportTable {
  const section = markdown.split(/^## /m).find((part) => part.startsWith("Who may import whom\n"));
  if (!section) throw new Error('ARCHITECTURE.md has no section "Who may import whom".');
  const table = (header: string): string[][] => {
    const lines = section.split("\n");
    const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
    if (start === -1) throw new Error(`ARCHITECTURE.md has no table that begins with "${header}".`);
    const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
    return lines.slice(start + 2, end === -1 ? undefined : end).map((line) => line.split("|").slice(1, -1));
  };
  return {
    rows: table("from").map(([from = "", mayImport = "", fromOutside = ""]) => ({
      from: quoted(from),
      mayImport: readAllowed(mayImport),
      fromOutside: readAllowed(fromOutside),
    })),
    homes: table("package").map(([packages = "", onlyIn = ""]) => ({
      packages: quoted(packages),
      onlyIn: quoted(onlyIn),
    })),
  };
}

function readAllowed(cell: string): Allowed {
  return cell.trim().startsWith("anything") ? { anythingBut: quoted(cell) } : { only: quoted(cell) };
}

function quoted(cell: string): string[] {
  return cell
    .matchAll(/`([^`]+)`/g)
    .map((match) => match[1]!)
    .toArray();
}
