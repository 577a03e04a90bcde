import type { StatementSync } from "node:sqlite";
import type { Collection } from "@aac/core";
import { matches, readConditions, scalarOf } from "../conditions.ts";
import { copy, decode, type Doc, encode } from "../document.ts";
import { columnValue, quoted, type TableSpec } from "./tables.ts";
import { select, type Sql, where } from "./select.ts";

/** What a collection needs of the open file. */
export interface Access {
  /** Runs a query now. */
  read<T>(query: () => T): Promise<T>;
  /** Runs a change in the next transaction; resolves when it is durable. */
  write<T>(change: () => T): Promise<T>;
  /** For a change of several statements: all of it or nothing. */
  savepoint<T>(change: () => T): T;
  /** Gives back to the file system some of what deletes have freed. */
  reclaim(): void;
  /** The statement of this text, compiled once; its rows are arrays. */
  prepare(sql: string): StatementSync;
}

type Row = [json: string, data: Uint8Array | null];

/** One noun on one table. Columns are copies of the document's fields for the indexes; `doc` is what counts. */
export function createCollection(access: Access, table: TableSpec): Collection<Doc, string> {
  const { prepare, read, write, savepoint } = access;
  const name = quoted(table.name);
  const columns = [...table.columns, "doc", "data"];
  const list = columns.map(quoted).join(", ");
  const places = columns.map(() => "?").join(", ");
  const insertSql = `INSERT INTO ${name} (${list}) VALUES (${places}) ON CONFLICT DO NOTHING`;
  const replaceSql = `UPDATE ${name} SET (${list}) = (${places}) WHERE id = ?`;
  const getSql = `SELECT doc, data FROM ${name} WHERE id = ?`;
  const deleteSql = `DELETE FROM ${name} WHERE id = ?`;

  const toRow = (document: Doc) => {
    const { json, data } = encode(document);
    return [...table.columns.map((column) => columnValue(scalarOf(document, column))), json, data];
  };
  const toDocument = ([json, data]: Row) => decode(json, data);
  const rows = ({ text, values }: Sql) => prepare(text).all(...values) as unknown as Row[];
  const lookUp = (id: string) => {
    const row = prepare(getSql).get(id) as unknown as Row | undefined;
    return row ? toDocument(row) : null;
  };
  const store = (row: ReturnType<typeof toRow>) => prepare(insertSql).run(...row).changes === 1;
  const replace = (document: Doc) => {
    prepare(replaceSql).run(...toRow(document), document.id);
    return document;
  };
  const remove = ({ text, values }: Sql) =>
    write(() => {
      const changes = Number(prepare(text).run(...values).changes);
      if (changes > 0) access.reclaim();
      return changes;
    });

  return {
    get: (id) => read(() => lookUp(id)),
    find: (query) => read(() => rows(select(table, "doc, data", query)).map(toDocument)),
    count: (conditions) =>
      read(() => {
        const { text, values } = where(table, conditions);
        const [count] = prepare(`SELECT count(*) FROM ${name}${text}`).get(...values) as unknown as [number];
        return count;
      }),
    async insert(document) {
      const row = toRow(document);
      return write(() => store(row));
    },
    async insertMany(documents) {
      const all = documents.map(toRow);
      return write(() => savepoint(() => all.filter(store).length));
    },
    async update(id, when, change) {
      const tests = readConditions(when);
      const changed = copy(change);
      return write(() => {
        const document = lookUp(id);
        return document && matches(document, tests) ? replace({ ...document, ...changed, id }) : null;
      });
    },
    async increment(id, field, by, initial) {
      const first = copy(initial);
      return write(() => {
        const document = lookUp(id);
        const before = (document ?? first)[field];
        if (typeof before !== "number") throw new Error(`"${field}" of ${table.name} ${id} is not a number`);
        const after = { ...(document ?? first), [field]: before + by, id };
        if (document) return replace(after);
        if (!store(toRow(after))) throw new Error(`${table.name} ${id} cannot be made: a unique field is taken`);
        return after;
      });
    },
    delete: async (id) => (await remove({ text: deleteSql, values: [id] })) === 1,
    async deleteMany(conditions, limit) {
      const { text, values } = where(table, conditions);
      const chosen = `SELECT rowid FROM ${name}${text} LIMIT ?`;
      return remove({ text: `DELETE FROM ${name} WHERE rowid IN (${chosen})`, values: [...values, limit] });
    },
  };
}
