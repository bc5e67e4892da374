import type { Database } from '../database.ts';

/** SQLSTATE of a lock that could not be had within `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

interface Waiting {
  readonly begin: () => Promise<void>;
  readonly reject: (reason: unknown) => void;
}

/** Who waits behind the one at work, by database and by what the work is about. */
const lines = new WeakMap<Database, Map<string, Waiting[]>>();

/**
 * Does work that needs one lock one after the other, so that those of this process who want the same lock hold one
 * connection together, not one each: while another node holds the lock of one order, all other orders go on.
 * Where the lock cannot be had, those who wait behind fail with the same error: one after the other they would wait as
 * long again, in vain.
 *
 * @param key what is locked
 */
export function inTurn<Result>(database: Database, key: string, work: () => Promise<Result>): Promise<Result> {
  const ofDatabase = lines.get(database) ?? new Map<string, Waiting[]>();
  lines.set(database, ofDatabase);
  return new Promise((resolve, reject) => {
    const begin = async (): Promise<void> => {
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
        if (isLockTimeout(error)) for (const { reject: giveUp } of ofDatabase.get(key)?.splice(0) ?? []) giveUp(error);
      }
      const next = ofDatabase.get(key)?.shift();
      if (next) void next.begin();
      else ofDatabase.delete(key);
    };
    const line = ofDatabase.get(key);
    if (line) line.push({ begin, reject });
    else {
      ofDatabase.set(key, []);
      void begin();
    }
  });
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
}
