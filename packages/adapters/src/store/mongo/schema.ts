import { randomUUID } from "node:crypto";
import { type Log, type NounName, Problem } from "@aac/core";
import type { Collection, Db } from "mongodb";
import { type Migration, type SchemaVersion, versionOf } from "../migrations.ts";
import type { Stored } from "./places.ts";

/** What a step may work on. */
export interface Database {
  db: Db;
  /** All collections of a noun: its buckets, where it has some. */
  collections(name: NounName): Promise<readonly Stored[]>;
}

/**
 * May be run again from its beginning, also while it still runs in a process that was thought dead: it finds what it
 * has done already and leaves it so.
 */
export type MongoMigration = Migration<(database: Database) => Promise<void>>;

/**
 * New ones go to the end. Indexes that are declared are made without a step, those that no longer are stay, for an
 * older version may be running that needs them: a later release drops them by a step. A new unique combination needs
 * two releases as well: one whose step fills its `_exempt…` field, and one that declares it.
 */
const migrations: readonly MongoMigration[] = [
  // Sessions are a person's from here on; before it they were an organization's, and nobody's in particular.
  {
    isBreaking: false,
    async change({ collections }) {
      for (const sessions of await collections("sessions")) await sessions.deleteMany({ userId: { $exists: false } });
    },
  },
];

interface SchemaDocument extends SchemaVersion {
  _id: "schema";
  /** The process that makes the next step, until then; it says so again while it works. */
  migrator: string | null;
  claimedUntil: number;
}

export interface MigrateOptions extends Database {
  log: Log;
  now: () => number;
  /** Between two looks at what another process is doing. */
  pause: () => Promise<unknown>;
  /** How long a claim holds that is not renewed. */
  claimMs?: number;
  steps?: readonly MongoMigration[];
}

/**
 * Brings the database to the version of this code, one step after the other, each by one process while the others wait.
 * A step that was cut short by the end of its process is made again. Throws Problem `database_newer`.
 */
export async function migrate({ steps = migrations, claimMs = 60_000, ...options }: MigrateOptions): Promise<void> {
  const { db, now, pause, log } = options;
  const meta = db.collection<SchemaDocument>("meta");
  const own = versionOf(steps);
  const migrator = randomUUID();
  // A new database has nothing that a step would have to change.
  const first: Omit<SchemaDocument, "_id"> = { ...own, migrator: null, claimedUntil: 0 };
  await meta.updateOne({ _id: "schema" }, { $setOnInsert: first }, { upsert: true });

  for (;;) {
    const stored = await meta.findOne({ _id: "schema" });
    if (!stored) throw new Problem("database_unusable", `The version in ${db.databaseName}.meta was deleted.`);
    if (stored.needs > own.version) throw newer(db, stored, own);
    const step = steps[stored.version - 1];
    if (!step) return;
    const next = versionOf(steps.slice(0, stored.version));
    // What breaks older versions keeps them out before it begins.
    const claim = { migrator, claimedUntil: now() + claimMs, needs: Math.max(stored.needs, next.needs) };
    const { version } = stored;
    const filter = { _id: "schema" as const, version, claimedUntil: { $lte: now() } };
    if (!(await meta.findOneAndUpdate(filter, { $set: claim }))) {
      await pause();
      continue;
    }
    log.info({ version: next.version }, "the database is brought to a newer version");
    await make(step, { db, collections: options.collections }, { meta, migrator, now, claimMs, log });
    await meta.updateOne(
      { _id: "schema", version, migrator },
      { $set: { version: next.version, migrator: null, claimedUntil: 0 } },
    );
  }
}

function newer(db: Db, stored: SchemaVersion, own: SchemaVersion): Problem {
  const detail = `The database ${db.databaseName} needs version ${stored.needs} of its schema; this version of the center knows ${own.version}.`;
  return new Problem("database_newer", detail);
}

interface Claim {
  meta: Collection<SchemaDocument>;
  migrator: string;
  now: () => number;
  claimMs: number;
  log: Log;
}

async function make(
  step: MongoMigration,
  database: Database,
  { meta, migrator, now, claimMs, log }: Claim,
): Promise<void> {
  const held = { _id: "schema" as const, migrator };
  const renewal = setInterval(() => {
    meta.updateOne(held, { $set: { claimedUntil: now() + claimMs } }).catch((error: unknown) => {
      log.warn({ error }, "the claim to migrate could not be renewed");
    });
  }, claimMs / 4).unref();
  try {
    await step.change(database);
  } catch (error) {
    // The next one need not wait; if this cannot be said either, the claim runs out.
    await meta.updateOne(held, { $set: { migrator: null, claimedUntil: 0 } }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
