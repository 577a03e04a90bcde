import "./mend-driver.ts";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Collections,
  type Log,
  type NounName,
  nouns,
  Problem,
  silentLog,
  type Store,
  tenantView,
} from "@aac/core";
import { type Db, MongoClient } from "mongodb";
import { createCollection, type Run } from "./collection.ts";
import { mongoProblem } from "./mongo-problem.ts";
import { onePlace, type Places } from "./places.ts";
import { migrate, type MongoMigration } from "./schema.ts";
import { weeklyPlaces } from "./weekly-places.ts";

export interface MongoStoreOptions {
  /** `mongodb://` or `mongodb+srv://`, as the driver takes it. What it says of concerns and timeouts is overruled. */
  uri: string;
  /** Default: the one that the URI names, else `aac`. */
  database?: string;
  log?: Log;
  /**
   * How long the server may take to answer, to be found, and to be connected to. A call that has to find out first that
   * its connection is dead takes a few times as long until it throws `unavailable`.
   */
  answerWithinMs?: number;
  now?: () => number;
  /** In place of the steps of this version. */
  migrations?: readonly MongoMigration[];
}

/** The large nouns that belong to a run. */
const weekly: ReadonlySet<string> = new Set<NounName>(["logChunks", "results"]);
const names = Object.keys(nouns) as NounName[];
/** How often one looks whether another process has migrated. */
const lookAgainMs = 200;

/**
 * The store in a MongoDB database: a single server, a replica set or what speaks its protocol. Nothing needs a
 * transaction. Throws Problem `invalid_configuration`, `unavailable`, `database_unusable` or `database_newer` when it
 * cannot be opened.
 */
export async function createMongoStore(options: MongoStoreOptions): Promise<Store> {
  const { uri, log = silentLog, now = Date.now, answerWithinMs = 5_000 } = options;
  const client = connectTo(uri, answerWithinMs, answerWithinMs);
  const database = options.database ?? (namesDatabase.test(uri) ? client.options.dbName : "aac");
  const db = client.db(database);
  const { hosts, srvHost } = client.options;
  const where = `The database ${database} at ${srvHost ?? hosts.join(", ")}`;
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<unknown> | null = null;

  const run: Run = async (work) => {
    if (closed) throw new Problem("unavailable", "The store is closed.");
    const working = work();
    underWay.add(working);
    try {
      return await working;
    } catch (error) {
      throw mongoProblem(error, where);
    } finally {
      underWay.delete(working);
    }
  };

  // Making indexes of what is there already, and migrating it, takes the time that it takes.
  const patient = connectTo(uri, answerWithinMs, 0);
  try {
    await client.connect();
    const ready = placesIn(patient.db(database), now, log);
    await migrate({
      db: patient.db(database),
      collections: (name) => ready[name].all(),
      log,
      now,
      pause: () => pause(lookAgainMs),
      ...(options.migrations ? { steps: options.migrations } : {}),
    });
    // Side by side: on a server that is busy each look takes its time, and whoever starts waits for all of them.
    await Promise.all(names.map((name) => ready[name].prepare()));
  } catch (error) {
    await client.close();
    throw mongoProblem(error, where);
  } finally {
    await patient.close();
  }

  const places = placesIn(db, now, log);
  const system = Object.fromEntries(
    names.map((name) => [name, createCollection(name, places[name], run)]),
  ) as unknown as Collections;
  return {
    system,
    tenant: (orgId) => tenantView(system, orgId),
    async check() {
      const { version } = await run(() => db.command({ buildInfo: 1 }));
      return { detail: `${where}, MongoDB ${version}` };
    },
    async close() {
      closed ??= Promise.allSettled(underWay).then(() => client.close());
      await closed;
    },
  };
}

const namesDatabase = /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/;

function placesIn(db: Db, now: () => number, log: Log): Record<NounName, Places> {
  const places = (name: NounName) => (weekly.has(name) ? weeklyPlaces(db, name, now, log) : onePlace(db, name));
  return Object.fromEntries(names.map((name) => [name, places(name)])) as Record<NounName, Places>;
}

function connectTo(uri: string, answerWithinMs: number, socketTimeoutMS: number): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: "aac",
      serverSelectionTimeoutMS: answerWithinMs,
      connectTimeoutMS: answerWithinMs,
      waitQueueTimeoutMS: answerWithinMs,
      socketTimeoutMS,
      // What has resolved survives the loss of a minority of a replica set; a single server ignores the majority.
      writeConcern: { w: "majority", journal: true, wtimeoutMS: answerWithinMs },
      // The primary has all that was ever answered for. It may have more, which it may lose again; but then it also
      // loses what was written after that, and so whatever was concluded from it and resolved.
      readPreference: "primary",
      readConcern: { level: "local" },
      // The driver tries once more, and only where the server tells a repeated write from a new one.
      retryWrites: true,
      retryReads: true,
    });
  } catch (error) {
    // Some are of a package of the driver's, and none of its own classes.
    throw new Problem("invalid_configuration", `MONGO_URI: ${(error as Error).message}.`, { cause: error });
  }
}
