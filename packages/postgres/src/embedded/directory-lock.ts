import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from '../database-error.ts';

const SQLITE_BUSY = 5;

/**
 * Holds `directory` for this process alone, until released or until the process ends, however it ends.
 *
 * The operating system must drop the lock itself, because a process id in a file survives SIGKILL and is given out
 * anew. Node has no `flock`, but SQLite, which it brings, locks a file through the same system calls: an exclusive
 * transaction on an empty database is such a lock, on every platform and across containers that share the directory.
 * The process id beside it only serves the message.
 * @throws DatabaseError `DIRECTORY_IN_USE`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const holderFile = join(directory, 'hub.pid');
  const lock = new DatabaseSync(join(directory, 'hub.lock'), { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)) throw error;
    const holder = await readFile(holderFile, 'utf8').catch(() => 'unknown');
    throw new DatabaseError(
      'DIRECTORY_IN_USE',
      `The directory ${directory} is in use by another hub, process ${holder.trim()}: stop that process, or set INTERLINE_DATA_DIR to another directory.`,
    );
  }
  await writeFile(holderFile, `${process.pid}\n`);
  return async () => {
    if (!lock.isOpen) return;
    await rm(holderFile, { force: true });
    lock.close();
  };
}
