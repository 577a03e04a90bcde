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
  const step = (name: string) => () => void log.push(name);
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
      (file) => file.exec(`UPDATE things SET doc = json_object('id', id, 'color', doc ->> 'colour')`),
    ]);
    expect(database.prepare("SELECT color FROM things").get()).toMatchObject({ color: "red" });
  });

  test("one that fails leaves everything as it was", () => {
    migrate(database, things([["size"]]), []);
    insert({ id: "a" });
    const failing = [
      (file: DatabaseSync) => file.exec("DELETE FROM things"),
      () => {
        throw new Error("no further");
      },
    ];
    expect(() => migrate(database, things([["name"]]), failing)).toThrow("no further");
    expect(database.prepare("SELECT count(*) AS n FROM things").get()).toMatchObject({ n: 1 });
    expect(indexNames()).toEqual(["by_things_size"]);
    expect(version()).toBe(1);
  });

  test("a file that has seen more of them than we know is newer", () => {
    migrate(database, things([]), [step("one"), step("two")]);
    expect(() => migrate(database, things([["size"]]), [step("one")])).toThrow(
      expect.objectContaining({ code: "data_folder_newer" }) as Error,
    );
    expect(indexNames()).toEqual([]);
  });
});
