import type { DatabaseSync } from "node:sqlite";
import { type IndexSpec, quoted, type TableSpec } from "./tables.ts";

const rows = 1_000_000;
/** About how many values a field has in a large table; one that is not named here has about as many as there are runs. */
const distinct: Record<string, number> = {
  role: 2,
  status: 3,
  verdict: 5,
  state: 7,
  triggerKind: 7,
  orgId: 10,
  priority: 20,
  projectId: 100,
  branch: 200,
  triggeredBy: 200,
  isShared: 2,
  suiteSlug: 500,
};
const distinctElse = 100_000;

/**
 * Tells the query planner how far each index narrows. Without figures it takes all for equally good, and would look for
 * a project's runs among all runs of the organization, by which every tenant's query is narrowed too. Figures of its own
 * (`ANALYZE`) would be those of one moment, and plans would change with them; these hold for a large table, and a small
 * one is quick to read however it is done. SQLite's documentation describes filling `sqlite_stat1` by hand.
 */
export function tellStatistics(database: DatabaseSync, tables: readonly TableSpec[]): void {
  const wanted = tables.flatMap(({ name, indexes }) => [
    { tbl: name, idx: `sqlite_autoindex_${name}_1`, stat: `${rows} 1` },
    ...indexes.map((index) => ({ tbl: name, idx: index.name, stat: figures(index) })),
  ]);
  const isAnalyzed = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get();
  // Makes sqlite_stat1, for which there is no other statement.
  if (!isAnalyzed) for (const { name } of tables.slice(0, 1)) database.exec(`ANALYZE ${quoted(name)}`);
  const told = database.prepare("SELECT idx || ' ' || stat AS line FROM sqlite_stat1").all();
  const lines = new Set(told.map(({ line }) => line));
  if (lines.size === wanted.length && wanted.every(({ idx, stat }) => lines.has(`${idx} ${stat}`))) return;
  database.exec("DELETE FROM sqlite_stat1");
  const insert = database.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)");
  for (const row of wanted) insert.run(row);
  database.exec("ANALYZE sqlite_schema");
}

/** How many rows there are, then how many of them share the first field's value, the first two fields' values, … */
function figures({ fields, isUnique }: IndexSpec): string {
  let shared = rows;
  const shares = fields.map((field) => (shared = Math.max(1, Math.ceil(shared / (distinct[field] ?? distinctElse)))));
  return [rows, ...(isUnique ? [...shares.slice(0, -1), 1] : shares)].join(" ");
}
