import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, test } from "vitest";
import { migrate } from "./schema.ts";
import { tableOf } from "./tables.ts";

let database: DatabaseSync;
beforeEach(() => {
  database = new DatabaseSync(":memory:");
});

const things = (indexes: string[][], unique: string[][] = []) => [
  tableOf("things", [...new Set(["id", ...indexes.flat(), ...unique.flat()])], { indexes, unique }),
];
const insert = (...documents: { id: string }[]) => {
  for (const document of documents)
    database.prepare("INSERT INTO things (id, doc) VALUES (?, ?)").run(document.id, JSON.stringify(document));
};
const indexNames = () =>
  database
    .prepare("SELECT name FROM pragma_index_list('things') WHERE origin = 'c' ORDER BY name")
    .all()
    .map((row) => row["name"]);
const version = () => database.prepare("PRAGMA user_version").get()?.["user_version"];

test("doing it again changes nothing", () => {
  migrate(database, things([["size", "id"]], [["name"]]));
  const before = database.prepare("PRAGMA schema_version").get();
  const changes = database.prepare("SELECT total_changes() AS n").get();
  migrate(database, things([["size", "id"]], [["name"]]));
  expect(database.prepare("PRAGMA schema_version").get()).toEqual(before);
  expect(database.prepare("SELECT total_changes() AS n").get()).toEqual(changes);
});

test("a newly declared index gets its columns, filled from the documents to the last bit", () => {
  migrate(database, things([]));
  insert(
    { id: "a", size: 0.1 + 0.2, isOn: true } as { id: string },
    { id: "b", size: null, isOn: false } as { id: string },
    { id: "c" },
  );
  migrate(database, things([["size", "isOn"]]));
  expect(database.prepare("SELECT size, isOn FROM things ORDER BY id").all()).toMatchObject([
    { size: 0.1 + 0.2, isOn: 1 },
    { size: null, isOn: 0 },
    { size: null, isOn: null },
  ]);
  expect(indexNames()).toEqual(["by_things_size_isOn"]);
});

test("an index that is no longer declared is dropped", () => {
  migrate(database, things([["size"]], [["name"]]));
  migrate(database, things([["name"]]));
  expect(indexNames()).toEqual(["by_things_name"]);
});

describe("migrations", () => {
  const log: string[] = [];
  const step = (name: string, isBreaking = false) => ({ change: () => void log.push(name), isBreaking });
  beforeEach(() => log.splice(0));

  test("are not for a new file, and run once each, in order, on an older one", () => {
    migrate(database, things([]), [step("one")]);
    expect(log).toEqual([]);
    expect(version()).toBe(2);
    migrate(database, things([]), [step("one"), step("two"), step("three")]);
    expect(log).toEqual(["two", "three"]);
    migrate(database, things([]), [step("one"), step("two"), step("three")]);
    expect(log).toEqual(["two", "three"]);
    expect(version()).toBe(4);
  });

  test("change documents before they are indexed", () => {
    migrate(database, things([]), []);
    insert({ id: "a", colour: "red" } as { id: string });
    migrate(database, things([["color"]]), [
      {
        change: (file) => file.exec(`UPDATE things SET doc = json_object('id', id, 'color', doc ->> 'colour')`),
        isBreaking: true,
      },
    ]);
    expect(database.prepare("SELECT color FROM things").get()).toMatchObject({ color: "red" });
  });

  test("one that fails leaves everything as it was", () => {
    migrate(database, things([["size"]]), []);
    insert({ id: "a" });
    const failing = [
      { change: (file: DatabaseSync) => file.exec("DELETE FROM things"), isBreaking: false },
      {
        change() {
          throw new Error("no further");
        },
        isBreaking: true,
      },
    ];
    expect(() => migrate(database, things([["name"]]), failing)).toThrow("no further");
    expect(database.prepare("SELECT count(*) AS n FROM things").get()).toMatchObject({ n: 1 });
    expect(indexNames()).toEqual(["by_things_size"]);
    expect(version()).toBe(1);
  });

  test("a file that has seen more of them goes on to be used where they only added, and loses nothing by it", () => {
    migrate(database, things([["size"]]), [step("one"), step("two")]);
    migrate(database, things([["name"]]), [step("one")]);
    expect(indexNames()).toEqual(["by_things_name", "by_things_size"]);
    expect(version()).toBe(3);
  });

  test("a file that needs one that we do not know is newer, whatever was added since", () => {
    migrate(database, things([]), [step("one")]);
    migrate(database, things([]), [step("one"), step("breaks", true), step("adds")]);
    expect(() => migrate(database, things([["size"]]), [step("one")])).toThrow(
      expect.objectContaining({ code: "data_folder_newer" }) as Error,
    );
    expect(indexNames()).toEqual([]);
    migrate(database, things([]), [step("one"), step("breaks", true)]);
    expect(log).toEqual(["breaks", "adds"]);
  });
});

test("a column is also filled by an older version that does not know it and still runs", () => {
  migrate(database, things([["name"]]));
  const older = {
    insert: database.prepare("INSERT INTO things (id, name, doc) VALUES (?, ?, ?)"),
    update: database.prepare("UPDATE things SET doc = ? WHERE id = ?"),
  };
  migrate(database, things([["name"], ["size", "isOn"]]));
  expect(older.insert.run("a", "x", JSON.stringify({ id: "a", name: "x", size: 7, isOn: true })).changes).toBe(1);
  older.insert.run("b", "y", JSON.stringify({ id: "b", name: "y", size: null }));
  const sizes = () =>
    database
      .prepare("SELECT id, size, isOn FROM things ORDER BY id")
      .all()
      .map(({ id, size, isOn }) => [id, size, isOn]);
  expect(sizes()).toEqual([
    ["a", 7, 1],
    ["b", null, null],
  ]);
  older.update.run(JSON.stringify({ id: "a", size: 8, isOn: false }), "a");
  older.update.run(JSON.stringify({ id: "b", size: 0.5 }), "b");
  expect(sizes()).toEqual([
    ["a", 8, 0],
    ["b", 0.5, null],
  ]);
});
