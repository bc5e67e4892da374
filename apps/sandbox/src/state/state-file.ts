import type { DatabaseSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Clock } from '../clock.ts';
import { decodeState, encodeState } from './encoding.ts';
import type { State } from './state.ts';

/** What a sandbox killed without warning may forget at most, in milliseconds. */
const WRITE_AFTER_MS = 100;
/** Raised whenever what is kept changes its form. */
const VERSION = 1;
const SQLITE_BUSY = 5;
/** Bits of an SQLite result code that name the error; the rest is detail. */
const PRIMARY_CODE = 0xff;

const TABLE = `CREATE TABLE IF NOT EXISTS kept (
  kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, checksum INTEGER NOT NULL, UNIQUE (kind, key)
)`;
const PUT = `INSERT INTO kept (kind, key, value, checksum) VALUES (?, ?, ?, ?)
  ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, checksum = excluded.checksum`;

type Entry = [key: string, value: unknown];

/** Something put or removed and not written yet. */
interface Change {
  readonly kind: string;
  readonly key: string;
  /** Undefined when removed. */
  readonly value: unknown;
}

/**
 * Opens a state file, which is made when missing, with its directory. One row a thing: a change costs as much as the
 * thing that changed, however much is kept. Changes are written together, soon after the first, by the given clock.
 *
 * @throws Error with file and remedy when the file cannot be opened, is damaged, in use, or of another version. Nothing
 * has been changed then.
 */
export async function openStateFile(file: string, clock: Clock): Promise<State> {
  const database = await open(file);
  const left = readOrClose(file, database);
  const insert = database.prepare(PUT);
  const drop = database.prepare('DELETE FROM kept WHERE kind = ? AND key = ?');
  const changes = new Map<string, Change>();
  let closed = false;

  const write = (): void => {
    if (closed || changes.size === 0) return;
    try {
      database.exec('BEGIN');
      for (const { kind, key, value } of changes.values()) {
        if (value === undefined) {
          drop.run(kind, key);
        } else {
          const text = encodeState(value);
          insert.run(kind, key, text, checksum(kind, key, text));
        }
      }
      database.exec('COMMIT');
    } catch (cause) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new Error(`cannot write the state file ${file} (${reason(cause)}): see that its disk has room`, { cause });
    }
    changes.clear();
  };
  const change = (kind: string, key: string, value: unknown): void => {
    if (changes.size === 0) clock.schedule(WRITE_AFTER_MS, write);
    changes.set(`${kind} ${key}`, { kind, key, value });
  };

  return {
    shelf: <Value>(kind: string) => ({
      left: () => (left.get(kind) ?? []) as [string, Value][],
      put: (key: string, value: Value) => change(kind, key, value),
      remove: (key: string) => change(kind, key, undefined),
    }),
    close() {
      if (closed) return;
      try {
        write();
      } finally {
        closed = true;
        database.close();
      }
    },
  };
}

async function open(file: string): Promise<DatabaseSync> {
  // Only who keeps a state needs a Node with SQLite.
  const sqlite = await import('node:sqlite');
  try {
    mkdirSync(dirname(file), { recursive: true });
    return new sqlite.DatabaseSync(file);
  } catch (cause) {
    throw new Error(
      `cannot open the state file ${file} (${reason(cause)}): set SANDBOX_STATE_FILE to a writable path`,
      {
        cause,
      },
    );
  }
}

/** Everything that the file holds; closes it and explains when it cannot be used. */
function readOrClose(file: string, database: DatabaseSync): Map<string, Entry[]> {
  try {
    return readAll(database);
  } catch (cause) {
    database.close();
    if (isBusy(cause)) {
      throw new Error(`the state file ${file} is in use by another sandbox: stop that one, or set SANDBOX_STATE_FILE`, {
        cause,
      });
    }
    throw new Error(
      `the state file ${file} cannot be used (${reason(cause)}): restore it, or set SANDBOX_STATE_FILE to another path to ` +
        'begin with an empty shop',
      { cause },
    );
  }
}

/** Locks the file for this process alone and reads everything, so that damage shows before anything runs. */
function readAll(database: DatabaseSync): Map<string, Entry[]> {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  // A killed process loses nothing that was written; a lost machine may lose the last moments, never the file.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('BEGIN IMMEDIATE');
  const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (check !== 'ok') throw new Error(String(check));
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > 0 && version !== VERSION) throw new Error(`it is of version ${version}, this sandbox needs ${VERSION}`);
  database.exec(TABLE);
  database.exec(`PRAGMA user_version = ${VERSION}`);
  const left = new Map<string, Entry[]>();
  for (const row of database.prepare('SELECT kind, key, value, checksum FROM kept ORDER BY rowid').iterate()) {
    const [kind, key, text] = [String(row['kind']), String(row['key']), String(row['value'])];
    if (checksum(kind, key, text) !== row['checksum'])
      throw new Error(`its ${kind} ${key} does not match its checksum`);
    const entries = left.get(kind) ?? [];
    left.set(kind, entries);
    entries.push([key, decodeState(text)]);
  }
  database.exec('COMMIT');
  return left;
}

function checksum(kind: string, key: string, text: string): number {
  return crc32(`${kind} ${key} ${text}`);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & PRIMARY_CODE) === SQLITE_BUSY;
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ');
}
