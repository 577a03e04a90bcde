import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { concernsFile, isBusy, sqliteProblem } from "./sqlite-problem.ts";

/**
 * Makes writes durable together: what is submitted while the event loop turns once goes into one transaction, in the
 * order it was submitted, so that all of it waits for one fsync.
 */
export interface GroupCommit {
  /**
   * Runs `work`, which is synchronous and does all of what it does or throws, in the next transaction. Settles when
   * that is durable; what one work throws concerns no other.
   */
  submit<T>(work: () => T): Promise<T>;
  /** Refuses more and resolves when what was submitted is settled. */
  close(): Promise<void>;
}

interface Operation {
  work: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/** A transaction is ended after this long, for the event loop and for other processes. */
const maxHeldMs = 20;
/** How often another process's transaction is asked after. */
const retryMs = 1;

export interface GroupCommitOptions {
  /** Whose `busy_timeout` is 0: nothing here blocks. */
  database: DatabaseSync;
  /** For the detail of problems. */
  path: string;
  /** How long another process's transaction is waited for before everything that waits fails with `unavailable`. */
  giveUpMs: number;
}

export function createGroupCommit({ database, path, giveUpMs }: GroupCommitOptions): GroupCommit {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  let waiting: Operation[] = [];
  /** How many of the next operations go one by one, because together they failed. */
  let alone = 0;
  let scheduled = false;
  let blockedSince: number | null = null;
  let closing: { done: Promise<void>; resolve: () => void } | null = null;

  function schedule(): void {
    if (waiting.length === 0) closing?.resolve();
    else if (!scheduled) {
      scheduled = true;
      setImmediate(flush);
    }
  }

  function flush(): void {
    scheduled = false;
    try {
      begin.run();
      blockedSince = null;
    } catch (error) {
      return notBegun(error);
    }
    const settle: (() => void)[] = [];
    try {
      const until = performance.now() + maxHeldMs;
      for (const operation of waiting) {
        settle.push(perform(operation));
        if (alone > 0 || performance.now() > until) break;
      }
      commit.run();
      alone = Math.max(0, alone - 1);
    } catch (error) {
      return undone(settle.length, error);
    }
    waiting = waiting.slice(settle.length);
    for (const tell of settle) tell();
    schedule();
  }

  /** Throws when not only this operation failed but the transaction. */
  function perform({ work, resolve, reject }: Operation): () => void {
    try {
      const value = work() as never;
      return () => resolve(value);
    } catch (error) {
      if (!database.isTransaction || concernsFile(error)) throw error;
      return () => reject(error);
    }
  }

  /** Nothing of the transaction is stored. Those it was made of go again one by one: some may do without the others. */
  function undone(performed: number, error: unknown): void {
    if (database.isTransaction) rollback.run();
    if (alone === 0 && performed > 0) alone = Math.min(performed + 1, waiting.length);
    else {
      alone = Math.max(0, alone - 1);
      waiting.shift()?.reject(sqliteProblem(error, path));
    }
    schedule();
  }

  function notBegun(error: unknown): void {
    const now = performance.now();
    blockedSince ??= now;
    if (isBusy(error) && now - blockedSince < giveUpMs) {
      scheduled = true;
      setTimeout(flush, retryMs);
      return;
    }
    blockedSince = null;
    for (const { reject } of waiting.splice(0)) reject(sqliteProblem(error, path));
    schedule();
  }

  return {
    submit(work) {
      if (closing) return Promise.reject(new Problem("unavailable", "The store is closed."));
      return new Promise((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        schedule();
      });
    },
    close() {
      if (!closing) {
        const { promise, resolve } = Promise.withResolvers<void>();
        closing = { done: promise, resolve };
        schedule();
      }
      return closing.done;
    },
  };
}
